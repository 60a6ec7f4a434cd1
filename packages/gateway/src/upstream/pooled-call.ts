import {
  CallError,
  type CallHead,
  type CallListener,
  type ClientCall,
  type Connection,
  type Fields,
  fieldOf,
} from "./connection.ts";
import type { Member } from "./member.ts";
import type { Tried } from "./pick.ts";
import { writeAheadBytes } from "./tuning.ts";

/** What a call needs of its pool. */
export interface CallContext {
  readonly name: string;
  /** The address for a call, or for one more try of it. */
  pick(tried: Tried | undefined): Member | undefined;
}

const none: readonly never[] = [];
const refusedStream = 7;
const unavailable = "14";
/** Statuses of HTTP by which a proxy in between says that whoever is behind it does not answer. */
const gatewayFailures: ReadonlySet<number> = new Set([502, 503, 504]);

/** One call through a pool. A class, for it is the hot path: one object is both the caller's call and the connection's listener. */
export class PooledCall implements ClientCall, CallListener {
  readonly #context: CallContext;
  readonly #head: CallHead;
  readonly #listener: CallListener;
  #member: Member | undefined;
  #call: ClientCall | undefined;
  #tried: Tried | undefined;
  /** Why the last address could not be reached. */
  #reason: unknown;
  /** What was written, while it can be sent again: undefined once it was too much, or an answer came. */
  #record: Uint8Array[] | undefined = [];
  #recordedBytes = 0;
  #ended = false;
  #paused = false;
  /** The writer was told to wait before there was a connection. */
  #owesDrain = false;
  #over = false;
  /** What the head of the answer says of how the call ended; undefined where the trailers say it. */
  #status: string | undefined;

  constructor(context: CallContext, head: CallHead, listener: CallListener) {
    this.#context = context;
    this.#head = head;
    this.#listener = listener;
  }

  /** Sends the call to an address. */
  start(): void {
    if (this.#over) return;
    const member = this.#context.pick(this.#tried);
    if (member === undefined) {
      this.#fail(`no address of ${this.#context.name} can be reached`, this.#reason);
      return;
    }
    this.#member = member;
    member.load++;
    const taken = member.connections.take();
    if (taken instanceof Promise) {
      taken.then(
        (connection) => this.#begin(connection),
        (reason) => this.#unreachable(member, reason),
      );
    } else {
      this.#begin(taken);
    }
  }

  /** Ends the call before it was sent; its caller hears of it when it has the call in hand. */
  #fail(message: string, cause: unknown): void {
    queueMicrotask(() => {
      if (this.#over) return;
      this.#finish();
      this.#listener.onError(new CallError("refused", message, { cause }));
    });
  }

  #begin(connection: Connection): void {
    if (this.#over) return;
    const call = connection.call(this.#head, this);
    this.#call = call;
    if (this.#paused) call.pause();
    const written = this.#record ?? none;
    if (written.length === 0 && !this.#ended) return;
    const room = call.write(written, this.#ended);
    this.#forgetIfLarge();
    if (!this.#owesDrain) return;
    this.#owesDrain = !room;
    if (room) this.#listener.onDrain();
  }

  #unreachable(member: Member, reason: unknown): void {
    member.unreachable();
    this.#reason = reason;
    if (this.#over) return;
    this.#tryAgain({ ...this.#tried, unreachable: [...(this.#tried?.unreachable ?? none), member] });
  }

  #tryAgain(tried: Tried): void {
    if (this.#member !== undefined) this.#member.load--;
    this.#member = undefined;
    this.#call = undefined;
    this.#tried = tried;
    this.start();
  }

  #forgetIfLarge(): void {
    if (this.#recordedBytes > writeAheadBytes) this.#record = undefined;
  }

  #finish(): void {
    this.#over = true;
    this.#record = undefined;
    if (this.#member !== undefined) this.#member.load--;
  }

  get address(): string | undefined {
    return this.#member?.address;
  }

  write(chunks: readonly Uint8Array[], end: boolean): boolean {
    if (this.#over) return true;
    this.#ended = end;
    if (this.#record !== undefined) {
      for (const chunk of chunks) {
        this.#record.push(chunk);
        this.#recordedBytes += chunk.length;
      }
    }
    if (this.#call !== undefined) {
      this.#forgetIfLarge();
      return this.#call.write(chunks, end);
    }
    this.#owesDrain = this.#recordedBytes > writeAheadBytes;
    return !this.#owesDrain;
  }

  pause(): void {
    this.#paused = true;
    this.#call?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#call?.resume();
  }

  cancel(): void {
    if (this.#over) return;
    this.#call?.cancel();
    this.#finish();
  }

  onHeaders(status: number, fields: Fields): void {
    this.#record = undefined;
    this.#status = gatewayFailures.has(status) ? unavailable : fieldOf(fields, "grpc-status");
    this.#listener.onHeaders(status, fields);
  }

  onData(chunk: Uint8Array): void {
    this.#listener.onData(chunk);
  }

  onDrain(): void {
    this.#owesDrain = false;
    this.#listener.onDrain();
  }

  onEnd(trailers: Fields): void {
    // Of all statuses this one alone speaks of the peer; the others are answers to what was asked.
    const status = this.#status ?? fieldOf(trailers, "grpc-status");
    if (status === unavailable) this.#member?.outlier.failed();
    else this.#member?.outlier.succeeded();
    this.#finish();
    this.#listener.onEnd(trailers);
  }

  onError(error: CallError): void {
    const member = this.#member;
    if (error.kind === "lost" || error.code === refusedStream) member?.outlier.failed();
    if (error.kind === "refused" && this.#record !== undefined && this.#tried?.refusedBy === undefined) {
      this.#tryAgain({ unreachable: none, ...this.#tried, refusedBy: member });
      return;
    }
    this.#finish();
    this.#listener.onError(error);
  }
}
