import { Code, ConnectError } from "@connectrpc/connect";

/** How long calls of a method may take, in milliseconds. */
export interface Timeouts {
  /** For a caller that asks for no deadline. */
  readonly defaultMs: number | undefined;
  /** The longest that a caller gets, whatever it asks for. */
  readonly maxMs: number | undefined;
}

/** The longest that a timer can wait: a bit less than 25 days. Beyond it timers fire at once. */
const longestMs = 2 ** 31 - 1;

/**
 * The time that a call has, for a caller that asks for `askedMs`. Undefined where nothing bounds it, or a time so far away that
 * no timer could wait for it.
 */
export function timeoutInForce(askedMs: number | undefined, { defaultMs, maxMs }: Timeouts): number | undefined {
  const wanted = askedMs ?? defaultMs;
  const ms = Math.min(wanted ?? Number.POSITIVE_INFINITY, maxMs ?? Number.POSITIVE_INFINITY);
  return ms > longestMs ? undefined : ms;
}

/**
 * Reads `X-Request-Timeout`: seconds, with decimals where wanted (`2`, `0.25`). Returns milliseconds, rounded up; undefined
 * where the field is not there. Throws INVALID_ARGUMENT where it is malformed.
 */
export function parseRequestTimeout(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(value)) {
    throw new ConnectError("X-Request-Timeout must be seconds such as 2 or 0.25", Code.InvalidArgument);
  }
  return Math.ceil(Number(value) * 1_000);
}
