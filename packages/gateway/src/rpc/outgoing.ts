import { Code, ConnectError } from "@connectrpc/connect";
import { createFrameGate } from "../protocol/frames.ts";
import { type CallListener, type ClientCall, type Fields, fieldOf } from "../upstream/connection.ts";
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

  let over = false;
  /** Set where header and trailers came as one. */
  let onlyTrailers: Fields | undefined;
  const fail = (failure: Failure) => {
    if (over) return;
    over = true;
    call.cancel();
    listener.onEnd(failure, []);
  };
  const gate = createFrameGate(maxResponseBytes, head.acceptEncoding !== undefined, (pieces) => {
    listener.onFrames(pieces);
  });

  const heard: CallListener = {
    onHeaders(status, received) {
      if (over) return;
      if (status !== 200) return fail(fromHttpStatus(status, method.service));
      if (fieldOf(received, "content-type")?.startsWith(contentType) !== true) {
        return fail(internal(new Error("the answer is not gRPC")));
      }
      if (fieldOf(received, "grpc-status") !== undefined) onlyTrailers = received;
      else listener.onHeader(responseMetadata(received), fieldOf(received, "grpc-encoding"));
    },
    onData(chunk) {
      if (over) return;
      const fault = gate.push(chunk);
      if (fault === "too large") fail(tooLarge());
      else if (fault !== undefined) fail(internal(new Error("the answer has a frame whose flags were not agreed on")));
    },
    onEnd(received) {
      if (over) return;
      const trailers = onlyTrailers ?? received;
      const status = readStatus(trailers);
      if (status === undefined) return fail(internal(new Error("the answer has no status")));
      if (status === "ok" && gate.torn()) return fail(internal(new Error("the answer ends within a message")));
      over = true;
      listener.onEnd(status === "ok" ? undefined : { error: status }, responseMetadata(trailers));
    },
    onError(error) {
      if (over) return;
      over = true;
      listener.onEnd(fromCallError(error, method.service), []);
    },
    onDrain() {
      if (!over) listener.onDrain();
    },
  };
  const call = method.callee.call({ path: method.path, fields }, heard);
  return call;
}

function tooLarge(): Failure {
  const error = new ConnectError("the answer is larger than the gateway passes on", Code.ResourceExhausted);
  return { error, cause: error };
}
