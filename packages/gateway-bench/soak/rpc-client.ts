import { Agent } from "node:http";
import { type CallOptions, createClient, type Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";
import { echoService } from "../peers/echo.ts";
import { type Call, type Client, messageBytes } from "./client.ts";

/** Clients of connect-node, by what they speak. */
export const rpcClients: Readonly<Record<string, (baseUrl: string) => Client>> = {
  "Connect in JSON over HTTP/1.1": (baseUrl) =>
    overHttp1((nodeOptions) =>
      createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: false, nodeOptions }),
    ),
  "Connect over HTTP/2": (baseUrl) =>
    overHttp2(baseUrl, (sessionManager) => createConnectTransport({ baseUrl, httpVersion: "2", sessionManager })),
  "gRPC-Web over HTTP/1.1": (baseUrl) =>
    overHttp1((nodeOptions) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1", nodeOptions })),
  gRPC: (baseUrl) => overHttp2(baseUrl, (sessionManager) => createGrpcTransport({ baseUrl, sessionManager })),
};

function overHttp1(transport: (nodeOptions: { agent: Agent }) => Transport): Client {
  const agent = new Agent({ keepAlive: true });
  return clientOf(transport({ agent }), () => agent.destroy());
}

function overHttp2(baseUrl: string, transport: (manager: Http2SessionManager) => Transport): Client {
  const manager = new Http2SessionManager(baseUrl);
  return clientOf(transport(manager), () => manager.abort());
}

function clientOf(transport: Transport, disconnect: () => void): Client {
  const client = createClient(echoService, transport);
  const options = ({ id, signal, timeoutMs }: Call): CallOptions => ({
    headers: { "call-id": id },
    signal,
    timeoutMs,
  });
  return {
    echo: async (text, call) => (await client.echo({ text }, options(call))).text,
    count: (messages, call) => client.count({ messages, size: messageBytes }, options(call)),
    disconnect,
  };
}
