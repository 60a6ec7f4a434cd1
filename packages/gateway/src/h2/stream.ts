import { giveBack } from "../lent.ts";
import type { CallError, CallListener, ClientCall, Fields } from "../upstream/connection.ts";
import { callWindowBytes, writeAheadBytes } from "../upstream/tuning.ts";
import { errorCode } from "./error-code.ts";
import { SendQueue } from "./send-queue.ts";

/** What a stream asks its connection for. */
export interface StreamHost {
  readonly address: string;
  /** There is something to send. */
  schedule(stream: Stream): void;
  /** Allows the peer to send so many bytes more. */
  grant(stream: Stream, bytes: number): void;
  /** The stream is over; the peer hears why, unless `code` is that of no error. */
  close(stream: Stream, code: number): void;
}

/** One call on a connection: its state (RFC 9113, section 5.1), both windows, and what waits on either side. */
export class Stream implements ClientCall {
  /** 0 until it is opened. */
  id = 0;
  readonly sending = new SendQueue();
  /** How much the peer takes now; negative where it has made its window smaller since. */
  sendWindow = 0;
  /** Whether it waits for its turn to send. */
  scheduled = false;
  /** The next one in its row of the {@link StreamTable}. */
  next: Stream | undefined;
  /** END_STREAM was sent. */
  endSent = false;

  readonly #host: StreamHost;
  readonly #listener: CallListener;
  #receiveWindow = callWindowBytes;
  /** Received, and not granted anew. */
  #received = 0;
  #answered = false;
  #paused = false;
  #delivering = false;
  /** Data that came while the listener held it off. */
  readonly #inbox: Buffer[] = [];
  #trailers: Fields | undefined;
  #mustDrain = false;
  /** The listener has heard the last, or wants to hear nothing more. */
  #over = false;

  constructor(host: StreamHost, listener: CallListener) {
    this.#host = host;
    this.#listener = listener;
  }

  get address(): string {
    return this.#host.address;
  }

  write(chunks: readonly Uint8Array[], end: boolean): boolean {
    if (this.#over || this.#trailers !== undefined || this.sending.ended) return true;
    this.sending.add(chunks, end);
    this.#host.schedule(this);
    this.#mustDrain = this.sending.bytes > writeAheadBytes;
    return !this.#mustDrain;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (this.#delivering) return;
    this.#delivering = true;
    // Not at once: whoever calls this need not be ready for data before it returns.
    queueMicrotask(() => this.#deliver());
  }

  cancel(): void {
    if (this.#over) return;
    this.#end();
    if (this.#trailers === undefined) this.#host.close(this, errorCode.cancel);
  }

  /** The peer took some of what waits. */
  sent(): void {
    if (!this.#mustDrain || this.sending.bytes > writeAheadBytes / 2) return;
    this.#mustDrain = false;
    this.#listener.onDrain();
  }

  /** A block of fields: those of an answer, of a 1xx answer that precedes it, or trailers. Returns false where it is malformed. */
  receiveFields(fields: readonly string[], end: boolean): boolean {
    if (this.#answered) {
      if (!end || hasPseudo(fields, 0)) return false;
      this.#receiveEnd(fields);
      return true;
    }
    const status = fields[0] === ":status" && /^[1-5]\d\d$/.test(fields[1] ?? "") ? Number(fields[1]) : 0;
    if (status === 0 || hasPseudo(fields, 2)) return false;
    if (status < 200) return !end;
    this.#answered = true;
    this.#listener.onHeaders(status, fields.slice(2));
    if (end) this.#receiveEnd([]);
    return true;
  }

  /** A DATA frame begins. Returns false where it is beyond the window. */
  receiveFrame(length: number): boolean {
    this.#receiveWindow -= length;
    this.#received += length;
    return this.#receiveWindow >= 0;
  }

  /** Returns false where data must not come before the head of an answer. */
  receiveData(piece: Buffer): boolean {
    if (!this.#answered) return false;
    // A copy: what waits must not keep all that was read with it.
    if (this.#isHeld()) {
      this.#inbox.push(Buffer.from(piece));
      giveBack(piece);
    } else {
      this.#listener.onData(piece);
    }
    this.#grant();
    return true;
  }

  /** The last DATA frame is complete. */
  receiveDataEnd(): boolean {
    if (!this.#answered) return false;
    this.#receiveEnd([]);
    return true;
  }

  /** Ends the call; whatever has come is dropped, unless all has. */
  fail(error: CallError): void {
    if (this.#over || this.#trailers !== undefined) return;
    this.#end();
    this.#listener.onError(error);
  }

  #isHeld(): boolean {
    return this.#paused || this.#delivering || this.#inbox.length > 0;
  }

  #receiveEnd(trailers: Fields): void {
    if (this.#over) return;
    this.#trailers = trailers;
    this.sending.clear();
    // Where the peer has answered all before it has read all, it needs no more.
    this.#host.close(this, this.endSent ? errorCode.noError : errorCode.cancel);
    if (!this.#isHeld()) this.#tellEnd(trailers);
  }

  #deliver(): void {
    let delivered = 0;
    for (const piece of this.#inbox) {
      if (this.#paused || this.#over) break;
      delivered++;
      this.#listener.onData(piece);
    }
    this.#inbox.splice(0, delivered);
    this.#delivering = false;
    if (this.#paused || this.#over) return;
    this.#grant();
    if (this.#trailers !== undefined) this.#tellEnd(this.#trailers);
  }

  #tellEnd(trailers: Fields): void {
    this.#end();
    this.#listener.onEnd(trailers);
  }

  #grant(): void {
    if (this.#received < callWindowBytes / 2 || this.#isHeld() || this.#over || this.#trailers !== undefined) return;
    this.#receiveWindow += this.#received;
    this.#host.grant(this, this.#received);
    this.#received = 0;
  }

  #end(): void {
    this.#over = true;
    this.#inbox.length = 0;
    this.sending.clear();
  }
}

function hasPseudo(fields: readonly string[], from: number): boolean {
  for (let i = from; i < fields.length; i += 2) if (fields[i]?.startsWith(":") === true) return true;
  return false;
}
