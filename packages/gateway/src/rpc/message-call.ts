import type { ConnectError } from "@connectrpc/connect";
import type { Exchange } from "../http/exchange.ts";
import { eachFrame, encodeFrame } from "../protocol/frames.ts";
import type { Fields } from "../upstream/connection.ts";
import type { Method } from "./method.ts";
import type { RequestBounds, Sessions } from "./session.ts";

/** Hears of a call whose messages are looked at one by one, as bytes. Nothing is called once the client is gone. */
export interface MessageListener {
  /** The call may be made: now is the time to read the body and to send messages. */
  onAdmitted(bounds: RequestBounds): void;
  /** The leading metadata; not called where there is nothing but a status. */
  onHeader(metadata: Fields): void;
  onMessage(message: Uint8Array): void;
  /** How the call ended, for whatever reason; once, as the last. Without an error all messages have come. */
  onEnd(error: ConnectError | undefined, trailers: Fields): void;
  /** There is room again after {@link MessageCall.send} returned false. */
  onDrain(): void;
}

/** A call of a client that speaks no gRPC. */
export interface MessageCall {
  /** Sends a request message. Returns whether there is room for more. One message is to be sent where the request is no stream. */
  send(message: Uint8Array): boolean;
  /** The request is complete. Where it is no stream the upstream hears of the call only now. */
  end(): void;
  /** Holds the answer; messages that have come already may still be told. */
  pause(): void;
  resume(): void;
  /** Ends the call with an error of the client's making. */
  fail(error: ConnectError): void;
  /** Ends the call because of a failure whose reason is none of the client's business. */
  failInternally(cause: unknown): void;
}

/**
 * Starts a call for an exchange: observed, guarded and bounded as any other. The caller answers the exchange from what it hears;
 * where the client goes away the call is cancelled. Nothing is heard before `admit` or `fail` is called.
 */
export type StartCall = (exchange: Exchange, method: Method, listener: MessageListener) => AdmissibleCall;

/** A call that was not admitted yet. */
export interface AdmissibleCall extends MessageCall {
  /**
   * Asks whether the call may be made; {@link MessageListener.onAdmitted} or {@link MessageListener.onEnd} tells. `timeoutMs` is how
   * long the client waits, counted from now.
   */
  admit(timeoutMs: number | undefined): void;
}

export function createStartCall(sessions: Sessions): StartCall {
  return (exchange, method, listener) => {
    const frames: Uint8Array[] = [];
    const session = sessions.open(exchange, method, {
      onHeader: (metadata) => listener.onHeader(metadata),
      onFrames: (pieces) => eachFrame(pieces, (message) => listener.onMessage(message)),
      onEnd: (error, trailers) => listener.onEnd(error, trailers),
      onDrain: () => listener.onDrain(),
    });
    return {
      admit(timeoutMs) {
        session.admit(timeoutMs, (bounds) => {
          if (method.clientStreaming) session.start(undefined);
          listener.onAdmitted(bounds);
        });
      },
      send(message) {
        const frame = encodeFrame(0, message);
        if (method.clientStreaming) return session.write([frame], false);
        frames.push(frame);
        return true;
      },
      end() {
        if (!method.clientStreaming) session.start(undefined);
        session.write(frames, true);
      },
      pause: () => session.pause(),
      resume: () => session.resume(),
      fail: (error) => session.fail(error),
      failInternally: (cause) => session.failInternally(cause),
    };
  };
}
