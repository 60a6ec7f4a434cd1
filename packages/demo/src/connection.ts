import { Code, type ConnectError } from "@connectrpc/connect";

/** What Node reports when nobody answers under an address, or a connection breaks; the text is for people. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection broke",
  EPIPE: "the connection broke",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the host name cannot be resolved now",
  ETIMEDOUT: "no answer in time",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  HPE_INVALID_CONSTANT: "what answers does not speak HTTP",
};

/** Why the gateway could not be talked to; undefined where it answered. */
export function connectionProblem(error: ConnectError): string | undefined {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string") {
      const known = SYSTEM_ERRORS[cause.code];
      if (known !== undefined) return known;
    }
  }
  return undefined;
}

/** Whether the same call may succeed a little later: nobody was there, or somebody on the way was not. */
export function isPassing(error: ConnectError): boolean {
  return error.code === Code.Unavailable || connectionProblem(error) !== undefined;
}
