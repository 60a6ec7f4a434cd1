import * as http2 from "node:http2";
import type { Fields } from "../upstream/connection.ts";
import { answerJson } from "./answer.ts";
import { discardBody } from "./discard.ts";
import { type Exchange, type HttpHandler, splitTarget } from "./exchange.ts";
import { type Batch, createOutput, joined } from "./output.ts";
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
    session.on("error", ignore);
    session.setLocalWindowSize(connectionWindowBytes);
    session.setTimeout(limits.idleTimeoutMs, () => session.close());
  });
  // The stream API and not the one that looks like HTTP/1: that one adds eleven listeners to each request (node #64265).
  server.on("stream", (stream, headers, _flags, rawHeaders) => {
    const target = splitTarget(headers[":path"]);
    const exchange = createExchange(stream, headers, rawHeaders, context, target ?? { path: "", query: "" });
    if (target === undefined) {
      return answerJson(exchange, 400, { code: "invalid_argument", message: "the request target is not a path" });
    }
    try {
      handler(exchange);
    } catch (error) {
      context.log.error({ error: String(error) }, "a handler failed");
      if (!(stream.headersSent || stream.destroyed)) stream.respond({ ":status": 500 }, { endStream: true });
      else exchange.destroy();
    }
  });
  return server;
}

const ignore = () => undefined;

function createExchange(
  stream: http2.ServerHttp2Stream,
  headers: http2.IncomingHttpHeaders,
  fields: Fields,
  { running }: ServerContext,
  { path, query }: { path: string; query: string },
): Exchange {
  const method = headers[":method"] ?? "";
  const extraFields: string[] = [];
  const onClose: (() => void)[] = [];
  let onDrain: (() => void) | undefined;

  const output = createOutput((batch) =>
    stream.destroyed ? true : send(stream, batch, extraFields, method === "HEAD"),
  );

  running.enter();
  stream.on("error", ignore);
  stream.on("close", () => {
    output.close();
    running.leave();
    for (const listener of onClose) listener();
  });

  return {
    httpVersion: "2",
    method,
    path,
    query,
    headers,
    fields,
    get remoteAddress() {
      return stream.session?.socket.remoteAddress;
    },
    extraFields,
    read(reader) {
      stream.on("data", (chunk: Uint8Array) => {
        if (!output.ended) reader.onData(chunk);
      });
      stream.on("end", () => {
        if (!output.ended) reader.onEnd();
      });
    },
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    respond: (status, own, options) => output.respond({ status, fields: own, trailers: options?.trailers ?? false }),
    write: (chunk) => output.write(chunk),
    end: (trailers = []) => output.end(trailers),
    destroy: () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR),
    onDrain(listener) {
      if (onDrain === undefined) {
        stream.on("drain", () => {
          output.drained();
          onDrain?.();
        });
      }
      onDrain = listener;
    },
    onClose: (listener) => void onClose.push(listener),
  };
}

function send(stream: http2.ServerHttp2Stream, batch: Batch, extra: Fields, bodiless: boolean): boolean {
  const { head, size, end } = batch;
  const trailers = end?.trailers ?? [];
  if (head !== undefined) {
    const endStream = end !== undefined && trailers.length === 0 && (size === 0 || bodiless);
    const fields = [":status", String(head.status), ...head.fields, ...extra];
    if (end !== undefined && trailers.length === 0 && size > 0) fields.push("content-length", String(size));
    stream.respond(fields, { endStream, waitForTrailers: head.trailers || trailers.length > 0 });
    if (endStream) {
      discardRest(stream);
      return true;
    }
  }
  if (end !== undefined) {
    if (trailers.length > 0) stream.once("wantTrailers", () => stream.sendTrailers(toObject(trailers)));
    discardRest(stream);
  }
  let room = true;
  if (!bodiless) for (const chunk of joined(batch)) room = stream.write(chunk);
  if (end !== undefined) stream.end();
  return room;
}

/** Reads what is left of a request, so that its sender gets to read the answer. */
function discardRest(stream: http2.ServerHttp2Stream): void {
  if (stream.readableEnded) return;
  stream.once("finish", () => {
    discardBody(stream, (whole) => whole || stream.close(http2.constants.NGHTTP2_NO_ERROR));
  });
}

/** Node takes trailers in this form only. */
function toObject(fields: Fields): http2.OutgoingHttpHeaders {
  const result: Record<string, string[]> = {};
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string;
    const values = Object.hasOwn(result, name) ? result[name] : undefined;
    if (values === undefined) result[name] = [fields[i + 1] as string];
    else values.push(fields[i + 1] as string);
  }
  return result;
}
