import type { IncomingHttpHeaders } from "node:http";
import { giveBack } from "../lent.ts";
import type { Fields } from "../upstream/connection.ts";
import type { BodyReader, Exchange } from "./exchange.ts";

/** The head of an answer. */
export interface Head {
  readonly status: number;
  readonly fields: Fields;
  readonly trailers: boolean;
}

/** What leaves in one write. */
export interface Batch {
  /** Set in the first one. */
  readonly head: Head | undefined;
  readonly chunks: readonly Uint8Array[];
  /** The size of all chunks. */
  readonly size: number;
  /** The trailers, in the last one; there may be none of them. */
  readonly end: Fields | undefined;
}

/** From so many bytes on nothing is gained by waiting for more. One turn brings no more of a call than its window. */
const batchBytes = 256 * 1024;

/**
 * What an exchange is over either version of HTTP: it collects what is written within one turn. A class, for there is one with each
 * call: objects that are made of closures and getters would cost more than what they do.
 */
export abstract class BatchedExchange implements Exchange {
  abstract readonly httpVersion: "1" | "2";
  abstract readonly method: string;
  abstract readonly headers: IncomingHttpHeaders;
  abstract readonly fields: Fields;
  abstract readonly remoteAddress: string;
  abstract readonly certificateSubject: string | undefined;
  readonly path: string;
  readonly query: string;
  readonly extraFields: string[] = [];

  #head: Head | undefined;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #ended = false;
  #closed = false;
  #scheduled = false;
  #room = true;
  #onDrain: (() => void) | undefined;
  readonly #onClose: (() => void)[] = [];

  constructor({ path, query }: { readonly path: string; readonly query: string }) {
    this.path = path;
    this.query = query;
  }

  abstract read(reader: BodyReader): void;
  abstract pause(): void;
  abstract resume(): void;
  abstract destroy(): void;
  /** Puts a batch on the wire. Returns whether there is room for more. */
  protected abstract send(batch: Batch): boolean;
  /** Is called once, where somebody wants to hear of room. */
  protected abstract watchDrain(): void;

  answer(status: number, fields: Fields, body?: Uint8Array): void {
    this.#head = { status, fields, trailers: false };
    if (body !== undefined) {
      this.#chunks.push(body);
      this.#size += body.length;
    }
    this.end();
  }

  respond(status: number, fields: Fields, options?: { readonly trailers: boolean }): void {
    this.#head = { status, fields, trailers: options?.trailers ?? false };
    this.#schedule();
  }

  write(chunk: Uint8Array): boolean {
    if (this.#ended || this.#closed) return true;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size >= batchBytes) this.#flush(undefined);
    else this.#schedule();
    return this.#room;
  }

  end(trailers: Fields = []): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#flush(trailers);
  }

  onDrain(listener: () => void): void {
    if (this.#onDrain === undefined) this.watchDrain();
    this.#onDrain = listener;
  }

  onClose(listener: () => void): void {
    this.#onClose.push(listener);
  }

  /** Whether the answer is complete, so that nobody wants the rest of the request. */
  protected get ended(): boolean {
    return this.#ended;
  }

  protected drained(): void {
    this.#room = true;
    this.#onDrain?.();
  }

  protected closed(): void {
    this.#closed = true;
    for (const listener of this.#onClose) listener();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(BatchedExchange.#onTurn, this);
  }

  static #onTurn(exchange: BatchedExchange): void {
    exchange.#scheduled = false;
    if (!exchange.#ended && (exchange.#head !== undefined || exchange.#size > 0)) exchange.#flush(undefined);
  }

  #flush(end: Fields | undefined): void {
    if (this.#closed) return;
    const batch = { head: this.#head, chunks: this.#chunks, size: this.#size, end };
    this.#head = undefined;
    this.#chunks = [];
    this.#size = 0;
    this.#room = this.send(batch);
  }
}

/** Larger chunks cost more to copy than to write by themselves. */
const copyBytes = 4 * 1024;

/** The chunks of a batch as one, where that costs less than writing each of them. */
export function joined({ chunks, size }: Batch): readonly Uint8Array[] {
  if (chunks.length < 2 || size > chunks.length * copyBytes) return chunks;
  const one = Buffer.concat(chunks, size);
  for (const chunk of chunks) giveBack(chunk);
  return [one];
}
