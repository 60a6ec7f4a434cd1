import { Code, ConnectError } from "@connectrpc/connect";
import { FrameGate } from "../protocol/frames.ts";
import { type CallError, type CallListener, type ClientCall, type Fields, fieldOf } from "../upstream/connection.ts";
import { formatTimeout } from "./deadline.ts";
import { type Failure, fromCallError, fromHttpStatus, internal } from "./errors.ts";
import { responseMetadata } from "./metadata.ts";
import type { Method } from "./method.ts";
import { readStatus } from "./status.ts";

/** Hears the answer of a gRPC call. `onEnd` is called once, as the last; after a cancellation nothing is. */
export interface OutgoingListener {
  /** The leading metadata; not called where the answer is nothing but a status. `encoding` is that of compressed messages. */
  onHeader(metadata: Fields, encoding: string | undefined): void;
  /** Whole gRPC frames, in pieces cut anywhere. */
  onFrames(pieces: readonly Uint8Array[]): void;
  /** The status of the upstream, or why there is none, with the trailing metadata. */
  onEnd(failure: Failure | undefined, trailers: Fields): void;
  onDrain(): void;
}

/** What a call is sent with. */
export interface OutgoingHead {
  /** Custom metadata, and the trace. */
  readonly metadata: Fields;
  /** The time that is left. */
  readonly timeoutMs: number | undefined;
  /** The encodings that the caller takes as they are; unset where messages are to come uncompressed. */
  readonly acceptEncoding: string | undefined;
}

const contentType = "application/grpc";

/** Starts a gRPC call: what is written to it are frames. It checks the answer's form, and bounds each of its messages. */
export function startOutgoing(
  method: Method,
  head: OutgoingHead,
  maxResponseBytes: number,
  listener: OutgoingListener,
): ClientCall {
  const fields: string[] = ["content-type", "application/grpc+proto", "te", "trailers", "user-agent", "gateway"];
  if (head.timeoutMs !== undefined) fields.push("grpc-timeout", formatTimeout(head.timeoutMs));
  if (head.acceptEncoding !== undefined) fields.push("grpc-accept-encoding", head.acceptEncoding);
  fields.push(...head.metadata);
  const incoming = new Incoming(method.service, maxResponseBytes, head.acceptEncoding !== undefined, listener);
  incoming.call = method.callee.call({ path: method.path, fields }, incoming);
  return incoming.call;
}

/** The answer of a call, as it comes. */
class Incoming implements CallListener {
  call: ClientCall | undefined;
  readonly #service: string;
  readonly #listener: OutgoingListener;
  readonly #gate: FrameGate;
  #over = false;
  /** Set where header and trailers came as one. */
  #onlyTrailers: Fields | undefined;

  constructor(service: string, maxBytes: number, mayCompress: boolean, listener: OutgoingListener) {
    this.#service = service;
    this.#listener = listener;
    this.#gate = new FrameGate(maxBytes, mayCompress, (pieces) => listener.onFrames(pieces));
  }

  onHeaders(status: number, received: Fields): void {
    if (this.#over) return;
    if (status !== 200) this.#fail(fromHttpStatus(status, this.#service));
    else if (fieldOf(received, "content-type")?.startsWith(contentType) !== true) {
      this.#fail(internal(new Error("the answer is not gRPC")));
    } else if (fieldOf(received, "grpc-status") !== undefined) this.#onlyTrailers = received;
    else this.#listener.onHeader(responseMetadata(received), fieldOf(received, "grpc-encoding"));
  }

  onData(chunk: Uint8Array): void {
    if (this.#over) return;
    const fault = this.#gate.push(chunk);
    if (fault === "too large") this.#fail(tooLarge());
    else if (fault !== undefined)
      this.#fail(internal(new Error("the answer has a frame whose flags were not agreed on")));
  }

  onEnd(received: Fields): void {
    if (this.#over) return;
    const trailers = this.#onlyTrailers ?? received;
    const status = readStatus(trailers);
    if (status === undefined) {
      this.#fail(internal(new Error("the answer has no status")));
    } else if (status === "ok" && this.#gate.torn) {
      this.#fail(internal(new Error("the answer ends within a message")));
    } else {
      this.#over = true;
      this.#listener.onEnd(status === "ok" ? undefined : { error: status }, responseMetadata(trailers));
    }
  }

  onError(error: CallError): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.onEnd(fromCallError(error, this.#service), []);
  }

  onDrain(): void {
    if (!this.#over) this.#listener.onDrain();
  }

  #fail(failure: Failure): void {
    if (this.#over) return;
    this.#over = true;
    this.call?.cancel();
    this.#listener.onEnd(failure, []);
  }
}

function tooLarge(): Failure {
  const error = new ConnectError("the answer is larger than the gateway passes on", Code.ResourceExhausted);
  return { error, cause: error };
}
