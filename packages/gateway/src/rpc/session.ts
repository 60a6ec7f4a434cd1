import { Code, ConnectError } from "@connectrpc/connect";
import type { Admission } from "../guard/guard.ts";
import { isWithheld } from "../guard/principal.ts";
import { timeoutInForce } from "../guard/timeouts.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Log } from "../telemetry/log.ts";
import type { ClientCall, Fields } from "../upstream/connection.ts";
import { describe, type Failure, internal, overloaded } from "./errors.ts";
import { requestMetadata } from "./metadata.ts";
import type { Method } from "./method.ts";
import type { CallCode, Observe } from "./observe.ts";
import { startOutgoing } from "./outgoing.ts";
import { createRoster } from "./roster.ts";

/** Hears what the client is to be told. Nothing is called before {@link Session.admit}, and nothing once the client is gone. */
export interface SessionListener {
  /** The leading metadata; not called where there is nothing but a status. `encoding` is that of compressed messages. */
  onHeader(metadata: Fields, encoding: string | undefined): void;
  /** Whole gRPC frames, in pieces cut anywhere. */
  onFrames(pieces: readonly Uint8Array[]): void;
  /** How the call ended, for whatever reason; once, as the last. */
  onEnd(error: ConnectError | undefined, trailers: Fields): void;
  /** There is room again after {@link Session.write} returned false. */
  onDrain(): void;
}

/** A call between a client and an upstream, in no protocol but gRPC's frames. */
export interface Session {
  /**
   * Asks whether the call may be made; `admitted` is called at once or later, and not where it may not. `timeoutMs` is how long the
   * client waits, counted from now.
   */
  admit(timeoutMs: number | undefined, admitted: (bounds: RequestBounds) => void): void;
  /**
   * Begins the call at the upstream: at once where the request is a stream, else when the whole of it has come. `acceptEncoding` are
   * the encodings that the client takes as they are.
   */
  start(acceptEncoding: string | undefined): void;
  /** Sends frames; `end` ends the request. Returns whether there is room for more. */
  write(pieces: readonly Uint8Array[], end: boolean): boolean;
  /** Holds the answer. */
  pause(): void;
  resume(): void;
  /** Ends the call with an error of the client's or the gateway's own; harmless when it is over. */
  fail(error: ConnectError): void;
  /** Ends the call because of a failure whose reason is none of the client's business. */
  failInternally(cause: unknown): void;
}

/** What a request that was admitted may be. */
export interface RequestBounds {
  /** The largest message. */
  readonly maxRequestBytes: number;
}

export interface SessionOptions {
  readonly observe: Observe;
  readonly log: Log;
  readonly maxRequestBytes: number;
  readonly maxResponseBytes: number;
  readonly maxConcurrentRequests: number;
  /** How long a request that is no stream may take to arrive. */
  readonly requestTimeoutMs: number;
}

export interface Sessions {
  open(exchange: Exchange, method: Method, listener: SessionListener): Session;
  /** Ends every call that runs. */
  failAll(error: () => ConnectError): void;
}

export function createSessions(options: SessionOptions): Sessions {
  const { observe, log, maxRequestBytes, maxResponseBytes, maxConcurrentRequests, requestTimeoutMs } = options;
  const open = createRoster<Session>();
  /** Calls that are not the gateway's own. */
  let running = 0;

  return {
    open(exchange, method, listener) {
      const observation = method.own ? undefined : observe(method, exchange.headers);
      const surplus = !method.own && running >= maxConcurrentRequests;
      let admission: Admission | undefined;
      let call: ClientCall | undefined;
      let deadline: number | undefined;
      let deadlineTimer: NodeJS.Timeout | undefined;
      let arrivalTimer: NodeJS.Timeout | undefined;
      let over = false;
      let code: CallCode = Code.Canceled;

      const finish = () => {
        over = true;
        open.remove(entry);
        clearTimeout(deadlineTimer);
        clearTimeout(arrivalTimer);
        if (call !== undefined) observation?.trace.left(code === "ok", call.address);
        admission?.release();
      };
      const end = (failure: Failure | undefined, trailers: Fields) => {
        if (over) return;
        code = failure?.error.code ?? "ok";
        if (failure?.cause !== undefined) {
          log.warn(
            {
              trace_id: observation?.trace.traceId,
              span_id: observation?.trace.spanId,
              upstream: method.callee.name,
              address: call?.address,
              error: describe(failure.cause),
              answer: failure.error.rawMessage,
            },
            "a call failed on its way to an upstream",
          );
        }
        finish();
        listener.onEnd(failure?.error, trailers);
      };
      /** A server whose deadline has passed breaks the call off, and may be heard before the timer here is. */
      const brokenOffLate = ({ error, cause }: Failure) =>
        error.code === Code.Canceled && cause !== undefined && deadline !== undefined && performance.now() >= deadline;
      const breakOff = (failure: Failure) => {
        if (over) return;
        call?.cancel();
        end(failure, []);
      };

      const session: Session = {
        admit(timeoutMs, admitted) {
          if (surplus) return breakOff({ error: overloaded("too many requests at the same time", 1) });
          const begin = performance.now();
          const enter = (given: Admission | undefined) => {
            if (over) return given?.release();
            admission = given;
            if (given !== undefined) exchange.extraFields.push(...given.responseFields);
            const bound = timeoutInForce(timeoutMs, given?.timeouts ?? unbounded);
            if (bound !== undefined) {
              deadline = begin + bound;
              const left = Math.max(0, deadline - performance.now());
              deadlineTimer = setTimeout(() => breakOff(passed()), left);
            }
            if (!method.clientStreaming) {
              const tooLate = () => breakOff({ error: late("the request was not received in time") });
              arrivalTimer = setTimeout(tooLate, requestTimeoutMs);
            }
            admitted({ maxRequestBytes: Math.min(maxRequestBytes, given?.maxRequestBytes ?? maxRequestBytes) });
          };
          const refuse = (reason: unknown) => {
            breakOff(reason instanceof ConnectError ? { error: reason } : internal(reason));
          };
          try {
            const given = method.guard?.admit(method.desc, exchange);
            if (given instanceof Promise) given.then(enter).catch(refuse);
            else enter(given);
          } catch (reason) {
            refuse(reason);
          }
        },
        start(acceptEncoding) {
          if (over) return;
          clearTimeout(arrivalTimer);
          const pass = admission?.passAuthorization ?? false;
          const withheld = (name: string) => isWithheld(name, pass);
          const metadata = requestMetadata(exchange.fields, exchange.headers.connection, withheld);
          if (admission !== undefined) metadata.push(...admission.upstreamFields);
          if (observation !== undefined) metadata.push(...observation.trace.leave());
          const timeoutMs = deadline === undefined ? undefined : deadline - performance.now();
          call = startOutgoing(method, { metadata, timeoutMs, acceptEncoding }, maxResponseBytes, {
            onHeader: (received, encoding) => over || listener.onHeader(received, encoding),
            onFrames: (pieces) => over || listener.onFrames(pieces),
            onDrain: () => over || listener.onDrain(),
            onEnd: (failure, trailers) => end(failure && brokenOffLate(failure) ? passed() : failure, trailers),
          });
        },
        write: (pieces, last) => over || call === undefined || call.write(pieces, last),
        pause: () => call?.pause(),
        resume: () => call?.resume(),
        fail: (error) => breakOff({ error }),
        failInternally: (cause) => breakOff(internal(cause)),
      };

      if (!method.own) running++;
      const entry = open.add(session);
      exchange.onClose(() => {
        if (!method.own) running--;
        if (!over) {
          call?.cancel();
          finish();
        }
        observation?.end(code);
      });
      return session;
    },
    failAll(error) {
      for (const session of open.items()) session.fail(error());
    },
  };
}

const unbounded = { defaultMs: undefined, maxMs: undefined };

const passed = (): Failure => ({ error: late("the deadline has passed") });

function late(message: string): ConnectError {
  return new ConnectError(message, Code.DeadlineExceeded);
}
