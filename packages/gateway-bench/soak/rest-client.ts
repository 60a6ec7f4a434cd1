import { Agent, type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { text as readText } from "node:stream/consumers";
import { Code, ConnectError } from "@connectrpc/connect";
import { type Call, type Client, messageBytes } from "./client.ts";
import { restPaths } from "./descriptors.ts";

/** A client of REST, which reads streams as lines. */
export function restClient(baseUrl: string): Client {
  const agent = new Agent({ keepAlive: true });

  const get = (path: string, { id, signal, timeoutMs }: Call) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        accept: "application/json, application/x-ndjson",
        "call-id": id,
        "x-request-timeout": `${timeoutMs / 1_000}`,
      };
      request(`${baseUrl}${path}`, { agent, headers, signal })
        .once("error", (error) => reject(broken(error, signal)))
        .once("response", resolve)
        .end();
    });

  return {
    async echo(text, call) {
      const response = await get(restPaths.Echo.replace("{text}", encodeURIComponent(text)), call);
      const body = await readText(response).catch((error: unknown) => Promise.reject(broken(error, call.signal)));
      if (response.statusCode !== 200) throw errorOf(body);
      return (JSON.parse(body) as { text: string }).text;
    },
    async *count(messages, call) {
      const response = await get(`${restPaths.Count}?messages=${messages}&size=${messageBytes}`, call);
      if (response.statusCode !== 200) throw errorOf(await readText(response));
      try {
        for await (const line of createInterface(response)) {
          if (line.startsWith('{"@error"')) throw errorOf(JSON.stringify(JSON.parse(line)["@error"]));
          yield line;
        }
      } catch (error) {
        throw error instanceof ConnectError ? error : broken(error, call.signal);
      }
      if (!response.complete) throw broken(new Error("the stream was broken off"), call.signal);
    },
    disconnect: () => agent.destroy(),
  };
}

/** The error that a google.rpc.Status says. */
function errorOf(status: string): ConnectError {
  const { code, message } = JSON.parse(status) as { code: number; message: string };
  return new ConnectError(message, code);
}

function broken(error: unknown, signal: AbortSignal): ConnectError {
  return new ConnectError(String(error), signal.aborted ? Code.Canceled : Code.Unknown);
}
