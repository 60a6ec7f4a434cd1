import { CallError, type CallHead, type CallListener } from "../upstream/connection.ts";
import { errorCode } from "./error-code.ts";
import { maxUint31 } from "./frame.ts";
import type { Sender } from "./sender.ts";
import { Stream, type StreamHost } from "./stream.ts";
import { StreamTable } from "./stream-table.ts";

/** What the streams of a connection are made with. */
export interface StreamsOptions {
  readonly sender: Sender;
  /** `host:port`, for those who look at a call. */
  readonly address: string;
  /** The number of the first stream, odd. */
  readonly firstId: number;
  /** The last stream has closed. */
  readonly onIdle: () => void;
  /** There are no more numbers for streams. */
  readonly onExhausted: () => void;
}

/** The streams of a connection: which are open, and which calls wait because the peer allows no more at a time. */
export class Streams implements StreamHost {
  readonly #options: StreamsOptions;
  readonly #open = new StreamTable();
  readonly #waiting = new Map<Stream, CallHead>();
  #nextId: number;
  #limit = Number.POSITIVE_INFINITY;

  constructor(options: StreamsOptions) {
    this.#options = options;
    this.#nextId = options.firstId;
  }

  get address(): string {
    return this.#options.address;
  }

  /** Calls in flight, those that wait too. */
  get load(): number {
    return this.#open.size + this.#waiting.size;
  }

  /** How many the peer allows at a time. */
  get limit(): number {
    return this.#limit;
  }

  setLimit(limit: number): void {
    this.#limit = limit;
    this.#admit();
  }

  get(id: number): Stream | undefined {
    return this.#open.get(id);
  }

  /** All that are open. */
  items(): readonly Stream[] {
    return this.#open.items();
  }

  /** Whether this side has not begun such a stream, so that a frame for it is an error (RFC 9113, section 5.1). */
  isIdle(id: number): boolean {
    return id % 2 === 0 || id >= this.#nextId;
  }

  start(head: CallHead, listener: CallListener): Stream {
    const stream = new Stream(this, listener);
    if (this.#waiting.size === 0 && this.#mayBegin()) {
      this.#begin(stream, head);
    } else {
      this.#waiting.set(stream, head);
    }
    return stream;
  }

  /** A call that was started when the connection took no more. */
  startRefused(listener: CallListener): Stream {
    const stream = new Stream(this, listener);
    queueMicrotask(() => stream.fail(notBegun()));
    return stream;
  }

  schedule(stream: Stream): void {
    if (stream.id !== 0) this.#options.sender.schedule(stream);
  }

  grant(stream: Stream, bytes: number): void {
    this.#options.sender.windowUpdate(stream.id, bytes);
  }

  close(stream: Stream, code: number): void {
    if (this.#waiting.delete(stream) || !this.#open.delete(stream)) return;
    // Where both sides have ended it, nothing needs to be said.
    if (code !== errorCode.noError) this.#options.sender.reset(stream.id, code);
    this.#admit();
    if (this.load === 0) this.#options.onIdle();
  }

  /** The peer has reset a stream. */
  resetByPeer(stream: Stream, code: number): void {
    this.#remove(stream);
    stream.fail(
      code === errorCode.refusedStream
        ? new CallError("refused", "the peer did not begin the call", { code })
        : new CallError("reset", `the peer broke the call off (HTTP/2 error ${code})`, { code }),
    );
  }

  /** The peer broke a rule that concerns one stream only (RFC 9113, section 5.4.2). */
  breakOff(stream: Stream, code: number, message: string): void {
    this.close(stream, code);
    stream.fail(new CallError("protocol", message, { code }));
  }

  /** The peer goes away, and has begun no stream above `lastId`. */
  refuseAbove(lastId: number): void {
    this.#refuseWaiting();
    for (const stream of this.#open.items()) {
      if (stream.id <= lastId) continue;
      this.#remove(stream);
      stream.fail(notBegun());
    }
  }

  /** The connection is gone; what left the process may have been begun. */
  failAll(error: CallError): void {
    this.refuseAbove(this.#options.sender.lastFlushed);
    for (const stream of this.#open.items()) {
      this.#remove(stream);
      stream.fail(error);
    }
  }

  #refuseWaiting(): void {
    for (const stream of [...this.#waiting.keys()]) {
      this.#waiting.delete(stream);
      stream.fail(notBegun());
    }
  }

  #remove(stream: Stream): void {
    this.close(stream, errorCode.noError);
  }

  #admit(): void {
    if (this.#waiting.size === 0) return;
    for (const [stream, head] of this.#waiting) {
      if (!this.#mayBegin()) return;
      this.#waiting.delete(stream);
      this.#begin(stream, head);
    }
  }

  #mayBegin(): boolean {
    return this.#open.size < this.#limit && this.#nextId <= maxUint31;
  }

  #begin(stream: Stream, head: CallHead): void {
    stream.id = this.#nextId;
    this.#nextId += 2;
    this.#open.add(stream);
    this.#options.sender.open(stream, head);
    if (this.#nextId <= maxUint31) return;
    this.#options.onExhausted();
    queueMicrotask(() => this.#refuseWaiting());
  }
}

function notBegun(): CallError {
  return new CallError("refused", "the connection ended before the call was begun");
}
