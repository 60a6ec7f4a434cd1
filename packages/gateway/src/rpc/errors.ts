import { randomBytes } from "node:crypto";
import { create, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { ConnectFailed } from "../upstream/session.ts";
import { responseMetadata } from "./metadata.ts";

/** What is known of a call that failed. */
export interface Failure {
  /** What was thrown. */
  readonly error: unknown;
  /** The fully qualified name of the service that was called. */
  readonly service: string;
  /** Ends with the caller's deadline, its leaving, or the gateway's stop. */
  readonly signal: AbortSignal;
  /** What was wrong with the request's own bytes. */
  readonly requestError: ConnectError | undefined;
  /** Whether the connection to the upstream ended under the call. */
  readonly connectionLost: boolean;
}

/** The error for the caller; `cause` is for the log and is unset where the upstream itself answered or the caller is to blame. */
export interface Outcome {
  readonly error: ConnectError;
  readonly cause?: unknown;
}

/** Turns whatever ended a call into what the caller may see. */
export function outcomeOf({ error, service, signal, requestError, connectionLost }: Failure): Outcome {
  if (error instanceof ConnectError && error.isWireError) return { error: fromUpstream(error) };
  if (signal.aborted && signal.reason instanceof ConnectError) return { error: signal.reason };
  if (requestError !== undefined) return { error: requestError };
  if (connectionLost || hasCause(error, ConnectFailed)) {
    return { error: new ConnectError(`${service} is unavailable`, Code.Unavailable), cause: error };
  }
  if (!(error instanceof ConnectError)) return internal(error);
  switch (error.code) {
    case Code.DeadlineExceeded:
      return { error };
    case Code.ResourceExhausted:
      return { error: new ConnectError("the answer is larger than the gateway passes on", error.code), cause: error };
    case Code.Internal:
    case Code.Unknown:
      return internal(error);
    default:
      return { error: new ConnectError(`${service} broke off the call`, error.code), cause: error };
  }
}

/** An error with an id instead of its reason, which is for the log. */
export function internal(cause: unknown): Outcome {
  const id = randomBytes(8).toString("hex");
  return { error: new ConnectError(`internal error, id ${id}`, Code.Internal), cause };
}

/** RESOURCE_EXHAUSTED with google.rpc.RetryInfo. */
export function overloaded(message: string, retrySeconds: number): ConnectError {
  const delay = toBinary(DurationSchema, create(DurationSchema, { seconds: BigInt(retrySeconds) }));
  const value = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(delay).finish();
  const error = new ConnectError(message, Code.ResourceExhausted);
  error.details.push({ type: "google.rpc.RetryInfo", value });
  return error;
}

/**
 * The upstream's own error. Details stay bytes, so unknown types pass. The headers it came with are metadata of the upstream's
 * protocol for the most part: thrown on as they are, they would break the answer (connect-es #1717).
 */
function fromUpstream(error: ConnectError): ConnectError {
  const copy = new ConnectError(error.rawMessage, error.code, responseMetadata(error.metadata));
  copy.details = error.details;
  return copy;
}

function hasCause(error: unknown, type: typeof ConnectFailed): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof type) return true;
  return false;
}
