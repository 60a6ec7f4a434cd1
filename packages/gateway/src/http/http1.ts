import * as http from "node:http";
import type { Fields } from "../upstream/connection.ts";
import { answerJson } from "./answer.ts";
import { discardBody } from "./discard.ts";
import { type Exchange, type HttpHandler, splitTarget } from "./exchange.ts";
import { type Batch, createOutput, joined } from "./output.ts";
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
  server.on("request", (request, response) => {
    const target = splitTarget(request.url);
    const exchange = createExchange(request, response, context, target ?? { path: "", query: "" });
    if (target === undefined) {
      return answerJson(exchange, 400, { code: "invalid_argument", message: "the request target is not a path" });
    }
    try {
      handler(exchange);
    } catch (error) {
      context.log.error({ error: String(error) }, "a handler failed");
      if (response.headersSent) exchange.destroy();
      else response.writeHead(500).end();
    }
  });
  // A server that does not listen would not watch its connections for slow headers.
  server.emit("listening");
  return server;
}

const ignore = () => undefined;

function createExchange(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { running, isDraining }: ServerContext,
  { path, query }: { path: string; query: string },
): Exchange {
  const extraFields: string[] = [];
  const onClose: (() => void)[] = [];
  let onDrain: (() => void) | undefined;

  const output = createOutput((batch) => {
    if (batch.head !== undefined) {
      if (isDraining()) extraFields.push("connection", "close");
      writeHead(response, batch, extraFields);
    }
    const chunks = joined(batch);
    if (batch.end === undefined) return writeAll(response, chunks);
    finish(request, response, chunks, batch.end.trailers);
    return true;
  });

  running.enter();
  request.on("error", ignore);
  response.on("error", ignore);
  response.on("close", () => {
    output.close();
    running.leave();
    for (const listener of onClose) listener();
  });

  return {
    httpVersion: "1",
    method: request.method ?? "",
    path,
    query,
    headers: request.headers,
    fields: request.rawHeaders,
    get remoteAddress() {
      return request.socket.remoteAddress;
    },
    extraFields,
    read(reader) {
      request.on("data", (chunk: Uint8Array) => {
        if (!output.ended) reader.onData(chunk);
      });
      request.on("end", () => {
        if (!output.ended) reader.onEnd();
      });
    },
    pause: () => void request.pause(),
    resume: () => void request.resume(),
    respond: (status, fields) => output.respond({ status, fields, trailers: false }),
    write: (chunk) => output.write(chunk),
    end: (trailers = []) => output.end(trailers),
    destroy: () => void response.destroy(),
    onDrain(listener) {
      if (onDrain === undefined) {
        response.on("drain", () => {
          output.drained();
          onDrain?.();
        });
      }
      onDrain = listener;
    },
    onClose: (listener) => void onClose.push(listener),
  };
}

function writeHead(response: http.ServerResponse, { head, size, end }: Batch, extra: Fields): void {
  if (head === undefined) return;
  const fields = [...head.fields, ...extra];
  const bodiless = head.status === 204 || head.status === 304;
  if (end !== undefined && end.trailers.length === 0 && !bodiless) fields.push("content-length", String(size));
  response.writeHead(head.status, fields);
  if (end === undefined && size === 0) response.flushHeaders();
}

function writeAll(response: http.ServerResponse, chunks: readonly Uint8Array[]): boolean {
  if (chunks.length > 1) response.cork();
  let room = true;
  for (const chunk of chunks) room = response.write(chunk);
  if (chunks.length > 1) response.uncork();
  return room;
}

function finish(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  chunks: readonly Uint8Array[],
  trailers: Fields,
): void {
  if (trailers.length > 0) response.addTrailers(pairs(trailers));
  // The last chunk leaves with the end.
  if (chunks.length > 1) writeAll(response, chunks.slice(0, -1));
  const last = chunks.at(-1);
  if (request.complete) return void response.end(last);
  if (response.shouldKeepAlive) {
    response.end(last);
    return discardBody(request, (whole) => whole || request.destroy());
  }
  // Node closes the connection of a last response once that is sent, and a sender in the middle of its body never reads it.
  if (last !== undefined) response.write(last);
  discardBody(request, () => response.end());
}

function pairs(fields: Fields): [string, string][] {
  return fields.flatMap((name, i) => (i % 2 === 0 ? [[name, fields[i + 1] ?? ""]] : []));
}
