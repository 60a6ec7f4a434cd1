import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { giveBack } from "../lent.ts";
import type { Fields } from "../upstream/connection.ts";
import { type Batch, BatchedExchange, joined } from "./batched-exchange.ts";
import { discardBody } from "./discard.ts";
import type { BodyReader } from "./exchange.ts";
import type { ServerContext } from "./server.ts";
import { certificateSubject } from "./tls.ts";

const ignore = () => undefined;
/** Larger answers are written as the bytes that they are. */
const textBytes = 16 * 1024;

/** A request over HTTP/1.1. */
export class Http1Exchange extends BatchedExchange {
  readonly httpVersion = "1";
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly fields: Fields;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #context: ServerContext;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    context: ServerContext,
    target: { readonly path: string; readonly query: string },
  ) {
    super(target);
    this.method = request.method ?? "";
    this.headers = request.headers;
    this.fields = request.rawHeaders;
    this.#request = request;
    this.#response = response;
    this.#context = context;
    context.running.enter();
    response.on("error", ignore);
    response.on("close", () => {
      context.running.leave();
      this.closed();
    });
  }

  get remoteAddress(): string {
    return this.#request.socket.remoteAddress ?? "";
  }

  get certificateSubject(): string | undefined {
    return certificateSubject(this.#request.socket);
  }

  read(reader: BodyReader): void {
    this.#request.on("data", (chunk: Uint8Array) => {
      if (!this.ended) reader.onData(chunk);
    });
    this.#request.on("end", () => {
      if (!this.ended) reader.onEnd();
    });
  }

  pause(): void {
    this.#request.pause();
  }

  resume(): void {
    this.#request.resume();
  }

  destroy(): void {
    this.#response.destroy();
  }

  protected watchDrain(): void {
    this.#response.on("drain", () => this.drained());
  }

  protected send(batch: Batch): boolean {
    if (batch.head !== undefined) {
      if (this.#context.isDraining()) this.extraFields.push("connection", "close");
      writeHead(this.#response, batch, this.extraFields);
    }
    const chunks = joined(batch);
    if (batch.end === undefined) return writeAll(this.#response, chunks);
    const [only] = chunks;
    const isWhole = batch.head !== undefined && batch.end.length === 0 && chunks.length === 1;
    if (isWhole && batch.size < textBytes && only !== undefined && this.#request.complete) {
      // As one text with its head, of which each character is a byte: Node writes that at once, and gathers a head and a buffer by way of
      // several objects, which costs a tenth of all that a small call does.
      this.#response.end(latin1(only), "latin1");
    } else {
      finish(this.#request, this.#response, chunks, batch.end);
    }
    return true;
  }
}

function latin1(bytes: Uint8Array): string {
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString("latin1");
}

function writeHead(response: ServerResponse, { head, size, end }: Batch, extra: Fields): void {
  if (head === undefined) return;
  const fields = [...head.fields, ...extra];
  const bodiless = head.status === 204 || head.status === 304;
  if (end?.length === 0 && !bodiless) fields.push("content-length", String(size));
  response.writeHead(head.status, fields);
  if (end === undefined && size === 0) response.flushHeaders();
}

/**
 * Writes at once what Node would hold until the end of the turn, and look upon as too much if it is: who then was told to wait would be
 * so for nothing, and what comes for him meanwhile would have to be kept. The socket is corked, for a corked response tells that there is
 * room while it is uncorked, and not who is told to wait afterwards.
 */
function writeAll(response: ServerResponse, chunks: readonly Uint8Array[]): boolean {
  const { socket } = response;
  let room = true;
  socket?.cork();
  for (const chunk of chunks) {
    room = response.write(chunk, (error) => {
      if (error == null) giveBack(chunk);
    });
  }
  socket?.uncork();
  return room || response.writableLength === 0;
}

function finish(
  request: IncomingMessage,
  response: ServerResponse,
  chunks: readonly Uint8Array[],
  trailers: Fields,
): void {
  if (trailers.length > 0) response.addTrailers(pairs(trailers));
  // The last chunk leaves with the end.
  if (chunks.length > 1) writeAll(response, chunks.slice(0, -1));
  const last = chunks.at(-1);
  if (request.complete) {
    response.end(last);
  } else if (response.shouldKeepAlive) {
    response.end(last);
    discardBody(request, (whole) => whole || request.destroy());
  } else {
    // Node closes the connection of a last response once that is sent, and a sender in the middle of its body never reads it.
    if (last !== undefined) response.write(last);
    discardBody(request, () => response.end());
  }
}

function pairs(fields: Fields): [string, string][] {
  return fields.flatMap((name, i) => (i % 2 === 0 ? [[name, fields[i + 1] ?? ""]] : []));
}
