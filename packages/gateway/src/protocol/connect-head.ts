import { parseTimeout } from "@connectrpc/connect/protocol-connect";
import type { Exchange } from "../http/exchange.ts";
import { malformed } from "../rpc/errors.ts";
import { textField } from "./compression.ts";

/** Reads the timeout of a Connect request. Throws where that, or the version of the protocol, is not known. */
export function readTimeout({ headers }: Exchange): number | undefined {
  const version = headers["connect-protocol-version"];
  if (version !== undefined && version !== "1") throw malformed('connect-protocol-version must be "1"');
  const value = textField(headers["connect-timeout-ms"]);
  if (value === undefined) return undefined;
  const { timeoutMs, error } = parseTimeout(value, Number.POSITIVE_INFINITY);
  if (error !== undefined) throw error;
  return timeoutMs;
}
