import * as http2 from "node:http2";
import type { Fields } from "../upstream/connection.ts";
import { type Batch, BatchedExchange, joined } from "./batched-exchange.ts";
import { discardBody } from "./discard.ts";
import type { BodyReader } from "./exchange.ts";
import type { ServerContext } from "./server.ts";
import { certificateSubject } from "./tls.ts";

const ignore = () => undefined;

/** A request over HTTP/2. */
export class Http2Exchange extends BatchedExchange {
  readonly httpVersion = "2";
  readonly method: string;
  readonly headers: http2.IncomingHttpHeaders;
  readonly fields: Fields;
  readonly #stream: http2.ServerHttp2Stream;

  constructor(
    stream: http2.ServerHttp2Stream,
    headers: http2.IncomingHttpHeaders,
    fields: Fields,
    { running }: ServerContext,
    target: { readonly path: string; readonly query: string },
  ) {
    super(target);
    this.method = headers[":method"] ?? "";
    this.headers = headers;
    this.fields = fields;
    this.#stream = stream;
    running.enter();
    stream.on("error", ignore);
    stream.on("close", () => {
      running.leave();
      this.closed();
    });
  }

  get remoteAddress(): string {
    return this.#stream.session?.socket.remoteAddress ?? "";
  }

  get certificateSubject(): string | undefined {
    const socket = this.#stream.session?.socket;
    return socket && certificateSubject(socket);
  }

  read(reader: BodyReader): void {
    this.#stream.on("data", (chunk: Uint8Array) => {
      if (!this.ended) reader.onData(chunk);
    });
    this.#stream.on("end", () => {
      if (!this.ended) reader.onEnd();
    });
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  destroy(): void {
    this.#stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  }

  protected watchDrain(): void {
    this.#stream.on("drain", () => this.drained());
  }

  protected send(batch: Batch): boolean {
    return this.#stream.destroyed || send(this.#stream, batch, this.extraFields, this.method === "HEAD");
  }
}

function send(stream: http2.ServerHttp2Stream, batch: Batch, extra: Fields, bodiless: boolean): boolean {
  const { head, size, end } = batch;
  const trailers = end ?? [];
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
