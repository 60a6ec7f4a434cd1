import * as http from "node:http";
import { discardBody, readBody, writeBody } from "./body.ts";
import { clientGone, type Running, urlOf } from "./exchange.ts";
import type { HttpHandler } from "./handler.ts";
import { fromNodeHeaders, toNodeHeaders } from "./headers.ts";
import { jsonResponse } from "./response.ts";
import type { ServerContext } from "./server.ts";

/** What HTTP/1.1 connections are handed to. It does not listen itself. */
export function createHttp1(handler: HttpHandler, context: ServerContext): http.Server {
  const server = http.createServer({
    maxHeaderSize: context.limits.maxHeaderBytes,
    headersTimeout: context.limits.headersTimeoutMs,
    // How long a body may take depends on the method, so the handlers bound it.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(1_000, context.limits.headersTimeoutMs),
    keepAliveTimeout: context.limits.idleTimeoutMs,
  });
  server.on("request", (request, response) => void answer(handler, context, request, response));
  // A server that does not listen would not watch its connections for slow headers.
  server.emit("listening");
  return server;
}

async function answer(
  handler: HttpHandler,
  { running, log, isDraining }: ServerContext,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const leave: ReturnType<Running["enter"]> = running.enter();
  const gone = new AbortController();
  request.on("error", () => undefined);
  response.on("error", () => undefined);
  response.once("close", () => {
    leave();
    gone.abort(clientGone());
  });
  try {
    const url = urlOf(request.url);
    const answered =
      url === undefined
        ? jsonResponse(400, { code: "invalid_argument", message: "the request target is not a path" })
        : await handler({
            httpVersion: request.httpVersion,
            method: request.method ?? "",
            url,
            header: fromNodeHeaders(request.headers),
            body: readBody(request),
            signal: gone.signal,
          });
    if (isDraining()) response.setHeader("connection", "close");
    response.writeHead(answered.status, toNodeHeaders(answered.header));
    response.flushHeaders();
    const whole =
      answered.body === undefined || request.method === "HEAD" || (await writeBody(response, answered.body));
    if (!whole) return;
    if (answered.trailer !== undefined)
      response.addTrailers(toNodeHeaders(answered.trailer) as http.OutgoingHttpHeaders);
    // Node closes the connection of a last response once that is sent, and a sender in the middle of its body never reads it.
    const lasting = response.shouldKeepAlive;
    if (!lasting) await discardBody(request);
    response.end();
    if (lasting && !(await discardBody(request))) request.destroy();
  } catch (error) {
    if (!gone.signal.aborted) log.error({ error: String(error) }, "a handler failed");
    if (!response.headersSent) response.writeHead(500).end();
    else response.destroy();
  }
}
