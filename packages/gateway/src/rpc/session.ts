import type { ConnectError } from "@connectrpc/connect";
import type { Exchange } from "../http/exchange.ts";
import type { Log } from "../telemetry/log.ts";
import type { Fields } from "../upstream/connection.ts";
import { createArrivals } from "./arrivals.ts";
import { CallSession, type SharedBySessions } from "./call-session.ts";
import type { Method } from "./method.ts";
import type { Observe } from "./observe.ts";
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
  const shared: SharedBySessions = {
    ...options,
    open: createRoster<Session>(),
    running: 0,
    arrivals: createArrivals(),
  };
  return {
    open: (exchange, method, listener) => new CallSession(shared, exchange, method, listener),
    failAll(error) {
      for (const session of shared.open.items()) session.fail(error());
    },
  };
}
