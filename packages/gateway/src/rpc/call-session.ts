import { Code, ConnectError } from "@connectrpc/connect";
import type { Admission } from "../guard/guard.ts";
import { isWithheld } from "../guard/principal.ts";
import { timeoutInForce } from "../guard/timeouts.ts";
import type { Exchange } from "../http/exchange.ts";
import type { ClientCall, Fields } from "../upstream/connection.ts";
import type { Arrivals, Arriving } from "./arrivals.ts";
import { describe, type Failure, internal, overloaded } from "./errors.ts";
import { requestMetadata } from "./metadata.ts";
import type { Method } from "./method.ts";
import type { CallCode, Observation } from "./observe.ts";
import { type OutgoingListener, startOutgoing } from "./outgoing.ts";
import type { Entry, Roster } from "./roster.ts";
import type { RequestBounds, Session, SessionListener, SessionOptions } from "./session.ts";

/** What all sessions share. */
export interface SharedBySessions extends SessionOptions {
  readonly open: Roster<Session>;
  /** Calls that are not the gateway's own. */
  running: number;
  readonly arrivals: Arrivals;
}

type OnAdmitted = (bounds: RequestBounds) => void;

/** A class, for there is one with each call: one object is both the client's session and what hears the upstream. */
export class CallSession implements Session, OutgoingListener, Arriving {
  readonly #shared: SharedBySessions;
  readonly #exchange: Exchange;
  readonly #method: Method;
  readonly #listener: SessionListener;
  readonly #observation: Observation | undefined;
  /** There are as many calls as there may be. */
  readonly #surplus: boolean;
  readonly #entry: Entry<Session>;
  #admission: Admission | undefined;
  #call: ClientCall | undefined;
  #deadline: number | undefined;
  #deadlineTimer: NodeJS.Timeout | undefined;
  #arrivalTimer: NodeJS.Timeout | undefined;
  /** The request is a stream, or the whole of it has come. */
  #started = false;
  #over = false;
  #code: CallCode = Code.Canceled;

  constructor(shared: SharedBySessions, exchange: Exchange, method: Method, listener: SessionListener) {
    this.#shared = shared;
    this.#exchange = exchange;
    this.#method = method;
    this.#listener = listener;
    this.#observation = method.own ? undefined : shared.observe(method, exchange.headers);
    this.#surplus = !method.own && shared.running >= shared.maxConcurrentRequests;
    if (!method.own) shared.running++;
    this.#entry = shared.open.add(this);
    exchange.onClose(() => this.#closed());
  }

  admit(timeoutMs: number | undefined, admitted: OnAdmitted): void {
    if (this.#surplus) {
      this.fail(overloaded("too many requests at the same time", 1));
      return;
    }
    const begin = performance.now();
    try {
      const given = this.#method.guard?.admit(this.#method.desc, this.#exchange);
      if (given instanceof Promise) {
        given
          .then((later) => this.#enter(later, begin, timeoutMs, admitted))
          .catch((reason: unknown) => this.#refuse(reason));
      } else {
        this.#enter(given, begin, timeoutMs, admitted);
      }
    } catch (reason) {
      this.#refuse(reason);
    }
  }

  #enter(given: Admission | undefined, begin: number, timeoutMs: number | undefined, admitted: OnAdmitted): void {
    if (this.#over) {
      given?.release();
      return;
    }
    const { maxRequestBytes } = this.#shared;
    this.#admission = given;
    if (given !== undefined) this.#exchange.extraFields.push(...given.responseFields);
    const bound = timeoutInForce(timeoutMs, given?.timeouts ?? unbounded);
    if (bound !== undefined) {
      this.#deadline = begin + bound;
      const left = Math.max(0, this.#deadline - performance.now());
      this.#deadlineTimer = setTimeout(() => this.#breakOff(passed()), left);
    }
    if (!this.#method.clientStreaming) this.#shared.arrivals.expect(this);
    admitted({ maxRequestBytes: Math.min(maxRequestBytes, given?.maxRequestBytes ?? maxRequestBytes) });
  }

  boundArrival(): void {
    if (this.#over || this.#started) return;
    const tooLate = () => this.fail(late("the request was not received in time"));
    this.#arrivalTimer = setTimeout(tooLate, this.#shared.requestTimeoutMs);
  }

  #refuse(reason: unknown): void {
    this.#breakOff(reason instanceof ConnectError ? { error: reason } : internal(reason));
  }

  start(acceptEncoding: string | undefined): void {
    if (this.#over) return;
    this.#started = true;
    clearTimeout(this.#arrivalTimer);
    const { fields, headers } = this.#exchange;
    const pass = this.#admission?.passAuthorization ?? false;
    const metadata = requestMetadata(fields, headers.connection, (name) => isWithheld(name, pass));
    if (this.#admission !== undefined) metadata.push(...this.#admission.upstreamFields);
    if (this.#observation !== undefined) metadata.push(...this.#observation.trace.leave());
    const timeoutMs = this.#deadline === undefined ? undefined : this.#deadline - performance.now();
    const head = { metadata, timeoutMs, acceptEncoding };
    this.#call = startOutgoing(this.#method, head, this.#shared.maxResponseBytes, this);
  }

  write(pieces: readonly Uint8Array[], last: boolean): boolean {
    return this.#over || this.#call === undefined || this.#call.write(pieces, last);
  }

  pause(): void {
    this.#call?.pause();
  }

  resume(): void {
    this.#call?.resume();
  }

  fail(error: ConnectError): void {
    this.#breakOff({ error });
  }

  failInternally(cause: unknown): void {
    this.#breakOff(internal(cause));
  }

  onHeader(received: Fields, encoding: string | undefined): void {
    if (!this.#over) this.#listener.onHeader(received, encoding);
  }

  onFrames(pieces: readonly Uint8Array[]): void {
    if (!this.#over) this.#listener.onFrames(pieces);
  }

  onDrain(): void {
    if (!this.#over) this.#listener.onDrain();
  }

  onEnd(failure: Failure | undefined, trailers: Fields): void {
    this.#end(failure !== undefined && this.#wasBrokenOffLate(failure) ? passed() : failure, trailers);
  }

  /** A server whose deadline has passed breaks the call off, and may be heard before the timer here is. */
  #wasBrokenOffLate({ error, cause }: Failure): boolean {
    const deadline = this.#deadline;
    return (
      error.code === Code.Canceled && cause !== undefined && deadline !== undefined && performance.now() >= deadline
    );
  }

  #breakOff(failure: Failure): void {
    if (this.#over) return;
    this.#call?.cancel();
    this.#end(failure, []);
  }

  #end(failure: Failure | undefined, trailers: Fields): void {
    if (this.#over) return;
    this.#code = failure?.error.code ?? "ok";
    if (failure?.cause !== undefined) this.#logCause(failure);
    this.#finish();
    this.#listener.onEnd(failure?.error, trailers);
  }

  #logCause({ error, cause }: Failure): void {
    const trace = this.#observation?.trace;
    this.#shared.log.warn(
      {
        trace_id: trace?.traceId,
        span_id: trace?.spanId,
        upstream: this.#method.callee.name,
        address: this.#call?.address,
        error: describe(cause),
        answer: error.rawMessage,
      },
      "a call failed on its way to an upstream",
    );
  }

  #finish(): void {
    this.#over = true;
    this.#shared.open.remove(this.#entry);
    clearTimeout(this.#deadlineTimer);
    clearTimeout(this.#arrivalTimer);
    if (this.#call !== undefined) this.#observation?.trace.left(this.#code === "ok", this.#call.address);
    this.#admission?.release();
  }

  /** The exchange is over, whichever way. */
  #closed(): void {
    if (!this.#method.own) this.#shared.running--;
    if (!this.#over) {
      this.#call?.cancel();
      this.#finish();
    }
    this.#observation?.end(this.#code);
  }
}

const unbounded = { defaultMs: undefined, maxMs: undefined };

const passed = (): Failure => ({ error: late("the deadline has passed") });

function late(message: string): ConnectError {
  return new ConnectError(message, Code.DeadlineExceeded);
}
