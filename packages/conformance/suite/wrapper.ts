/**
 * The server that the suite tests: asked on stdin for a server, it starts one of the suite's own that speaks gRPC, puts a gateway in
 * front of it, and answers on stdout with the gateway's address. It runs until SIGTERM.
 */
import { spawn } from "node:child_process";
import { create } from "@bufbuild/protobuf";
import { createGateway, createLog, type GatewayOptions } from "@workspace/gateway";
import { grpcserver, referenceserver } from "../tools.ts";
import { delimited, readDelimited } from "./delimited.ts";
import {
  conformanceRegistry,
  httpVersion2,
  protocolConnect,
  protocolGrpc,
  type ServerCompatRequest,
  ServerCompatRequestSchema,
  type ServerCompatResponse,
  ServerCompatResponseSchema,
} from "./messages.ts";
import { tlsOf } from "./tls.ts";

/** The limit under test is the gateway's; the server behind it takes what the gateway lets through. */
const backendReceiveLimit = 64 * 2 ** 20;

const request = await readDelimited(ServerCompatRequestSchema, process.stdin);
const backend = await startBackend();
const gateway = createGateway(optionsFor(request, backend));
const address = await gateway.listen({ host: "127.0.0.1", port: 0 });
const response = create(ServerCompatResponseSchema, {
  host: "127.0.0.1",
  port: Number(address.slice(address.lastIndexOf(":") + 1)),
  ...(request.serverCreds !== undefined && { pemCert: request.serverCreds.cert }),
});
process.stdout.write(delimited(ServerCompatResponseSchema, response));

async function startBackend(): Promise<ServerCompatResponse> {
  // Connect's cases call IdempotentUnary by GET, which grpcserver does not have; the others meet grpc-go, as most users do.
  const program = request.protocol === protocolConnect ? referenceserver : grpcserver;
  const child = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  child.once("exit", () => process.exit(1));
  process.once("exit", () => child.kill());
  process.once("SIGTERM", () => process.exit(0));
  const wanted = create(ServerCompatRequestSchema, {
    protocol: protocolGrpc,
    httpVersion: httpVersion2,
    messageReceiveLimit: backendReceiveLimit,
  });
  child.stdin.end(delimited(ServerCompatRequestSchema, wanted));
  return readDelimited(ServerCompatResponseSchema, child.stdout);
}

function optionsFor(wanted: ServerCompatRequest, { host, port }: ServerCompatResponse): GatewayOptions {
  const { messageReceiveLimit } = wanted;
  const tls = tlsOf(wanted);
  return {
    registry: conformanceRegistry,
    routes: [{ upstream: "conformance", packages: ["connectrpc.conformance.v1"], address: `${host}:${port}` }],
    log: createLog("gateway", "error", process.stderr),
    ...(tls !== undefined && { tls }),
    ...(messageReceiveLimit > 0 && { maxRequestBytes: messageReceiveLimit }),
  };
}
