import { randomBytes } from "node:crypto";
import { constants } from "node:http2";
import { create, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { codeFromHttpStatus } from "@connectrpc/connect/protocol-grpc";
import type { CallError } from "../upstream/connection.ts";

/** The error for the caller; `cause` is for the log and is unset where the upstream itself answered or the caller is to blame. */
export interface Failure {
  readonly error: ConnectError;
  readonly cause?: unknown;
}

/** What the caller may see of a call that ended without an answer. `service` is the one that was called. */
export function fromCallError(cause: CallError, service: string): Failure {
  switch (cause.kind) {
    case "refused":
    case "lost":
      return { error: unavailable(service), cause };
    case "protocol":
      return internal(cause);
    case "reset":
      return fromReset(cause, service);
  }
}

/** As https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md maps the error codes of HTTP/2. */
function fromReset(cause: CallError, service: string): Failure {
  const brokenOff = (code: Code) => ({ error: new ConnectError(`${service} broke off the call`, code), cause });
  switch (cause.code) {
    case constants.NGHTTP2_REFUSED_STREAM:
      return { error: unavailable(service), cause };
    case constants.NGHTTP2_CANCEL:
      return brokenOff(Code.Canceled);
    case constants.NGHTTP2_ENHANCE_YOUR_CALM:
      return brokenOff(Code.ResourceExhausted);
    case constants.NGHTTP2_INADEQUATE_SECURITY:
      return brokenOff(Code.PermissionDenied);
    default:
      return internal(cause);
  }
}

/** What the caller may see of an answer that is not gRPC, as from a balancer in between. */
export function fromHttpStatus(status: number, service: string): Failure {
  const cause = new Error(`the answer has HTTP status ${status}`);
  const code = codeFromHttpStatus(status);
  return code === Code.Unavailable ? { error: unavailable(service), cause } : internal(cause);
}

function unavailable(service: string): ConnectError {
  return new ConnectError(`${service} is unavailable`, Code.Unavailable);
}

/** An error with an id instead of its reason, which is for the log. */
export function internal(cause: unknown): Failure {
  const id = randomBytes(8).toString("hex");
  return { error: new ConnectError(`internal error, id ${id}`, Code.Internal), cause: new Error(id, { cause }) };
}

/** RESOURCE_EXHAUSTED with google.rpc.RetryInfo. */
export function overloaded(message: string, retrySeconds: number): ConnectError {
  const delay = toBinary(DurationSchema, create(DurationSchema, { seconds: BigInt(retrySeconds) }));
  const value = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(delay).finish();
  const error = new ConnectError(message, Code.ResourceExhausted);
  error.details.push({ type: "google.rpc.RetryInfo", value });
  return error;
}

/** The error of a request that is larger than it may be. */
export function requestTooLarge(maxRequestBytes: number): ConnectError {
  return new ConnectError(`the request message is larger than ${maxRequestBytes} bytes`, Code.ResourceExhausted);
}

/** The error of a request that is not what its protocol wants. */
export function malformed(reason: string): ConnectError {
  return new ConnectError(reason, Code.InvalidArgument);
}

/** The error of a request that is no stream and has not exactly one message: UNIMPLEMENTED, as gRPC has it. */
export function wrongCount(count: number): ConnectError {
  return new ConnectError(`the request has ${count === 0 ? "no" : "more than one"} message`, Code.Unimplemented);
}

/** The chain of causes, for the log. */
export function describe(cause: unknown): string {
  const parts: string[] = [];
  for (let at = cause; at instanceof Error; at = at.cause) parts.push(at.message);
  return parts.length > 0 ? parts.join(": ") : String(cause);
}
