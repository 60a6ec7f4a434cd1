import * as http2 from "node:http2";
import { answerJson } from "./answer.ts";
import { type HttpHandler, splitTarget } from "./exchange.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import type { ServerContext } from "./server.ts";
import { boundHeaders } from "./slow-headers.ts";

/** How much a client may send ahead of us, by call and by connection. */
const callWindowBytes = 128 * 1024;
const connectionWindowBytes = 4 * 2 ** 20;

/** What HTTP/2 connections are handed to. It does not listen itself. */
export function createHttp2(handler: HttpHandler, context: ServerContext): http2.Http2Server {
  const { limits } = context;
  const server = http2.createServer({
    settings: {
      enablePush: false,
      initialWindowSize: callWindowBytes,
      maxConcurrentStreams: limits.maxStreamsPerConnection,
      maxHeaderListSize: limits.maxHeaderBytes,
    },
    // In MB. Answers that wait for a slow reader count; beyond it the client's calls are refused.
    maxSessionMemory: 256,
    // An upstream's metadata may have any name, more than once.
    strictSingleValueFields: false,
    // A proxy or a page that cancels much is no attacker; the default of 33 a second cuts it off (node #56306).
    streamResetBurst: 10_000,
    streamResetRate: 1_000,
  });
  server.on("session", (session) => {
    session.on("error", () => undefined);
    session.setLocalWindowSize(connectionWindowBytes);
    closeWhenIdle(session, limits.idleTimeoutMs);
    boundHeaders(session, limits.headersTimeoutMs);
  });
  // The stream API and not the one that looks like HTTP/1: that one adds eleven listeners to each request (node #64265).
  server.on("stream", (stream, headers, _flags, rawHeaders) => {
    const target = splitTarget(headers[":path"]);
    const exchange = new Http2Exchange(stream, headers, rawHeaders, context, target ?? { path: "", query: "" });
    try {
      if (target !== undefined) handler(exchange);
      else answerJson(exchange, 400, { code: "invalid_argument", message: "the request target is not a path" });
    } catch (error) {
      context.log.error({ error: String(error) }, "a handler failed");
      if (!(stream.headersSent || stream.destroyed)) stream.respond({ ":status": 500 }, { endStream: true });
      else exchange.destroy();
    }
  });
  return server;
}

/** Node's own timer of a session stays armed when the session has ended, and holds on to it as long. */
function closeWhenIdle(session: http2.ServerHttp2Session, idleMs: number): void {
  let calls = 0;
  const timer = setTimeout(() => {
    if (calls === 0) session.close();
  }, idleMs).unref();
  session.on("stream", (stream) => {
    calls++;
    stream.once("close", () => {
      calls--;
      if (calls === 0 && !session.destroyed) timer.refresh();
    });
  });
  session.once("close", () => clearTimeout(timer));
}
