import * as http2 from "node:http2";
import { discardBody, readBody, writeBody } from "./body.ts";
import { clientGone, urlOf } from "./exchange.ts";
import type { HttpHandler, HttpResponse } from "./handler.ts";
import { fromNodeHeaders, toNodeHeaders } from "./headers.ts";
import { jsonResponse } from "./response.ts";
import type { ServerContext } from "./server.ts";

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
    // A proxy or a page that cancels much is no attacker; the default of 33 a second cuts it off (node #56306).
    streamResetBurst: 10_000,
    streamResetRate: 1_000,
  });
  server.on("session", (session) => {
    session.on("error", () => undefined);
    session.setLocalWindowSize(connectionWindowBytes);
    session.setTimeout(limits.idleTimeoutMs, () => session.close());
  });
  // The stream API and not the one that looks like HTTP/1: that one adds eleven listeners to each request (node #64265).
  server.on("stream", (stream, headers) => void answer(handler, context, stream, headers));
  return server;
}

async function answer(
  handler: HttpHandler,
  { running, log }: ServerContext,
  stream: http2.ServerHttp2Stream,
  headers: http2.IncomingHttpHeaders,
): Promise<void> {
  const leave = running.enter();
  const gone = new AbortController();
  stream.on("error", () => undefined);
  stream.once("close", () => {
    leave();
    gone.abort(clientGone());
  });
  try {
    const url = urlOf(headers[":path"]);
    const answered =
      url === undefined
        ? jsonResponse(400, { code: "invalid_argument", message: "the request target is not a path" })
        : await handler({
            httpVersion: "2.0",
            method: headers[":method"] ?? "",
            url,
            header: fromNodeHeaders(headers),
            body: readBody(stream),
            signal: gone.signal,
          });
    await respond(stream, headers[":method"] === "HEAD" ? { ...answered, body: undefined as never } : answered);
  } catch (error) {
    if (!gone.signal.aborted) log.error({ error: String(error) }, "a handler failed");
    if (!(stream.headersSent || stream.destroyed)) stream.respond({ ":status": 500 }, { endStream: true });
    else stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  }
}

async function respond(
  stream: http2.ServerHttp2Stream,
  { status, header, body, trailer }: HttpResponse,
): Promise<void> {
  if (stream.destroyed) {
    await body?.[Symbol.asyncIterator]().return?.();
    return;
  }
  // Trailers are complete only when the body has been written.
  if (trailer !== undefined) stream.once("wantTrailers", () => stream.sendTrailers(toNodeHeaders(trailer)));
  stream.once("finish", async () => {
    if (!(await discardBody(stream))) stream.close(http2.constants.NGHTTP2_NO_ERROR);
  });
  stream.respond(
    { ...toNodeHeaders(header), ":status": status },
    { waitForTrailers: trailer !== undefined, endStream: body === undefined && trailer === undefined },
  );
  if (body === undefined && trailer === undefined) return;
  if (body === undefined || (await writeBody(stream, body))) stream.end();
}
