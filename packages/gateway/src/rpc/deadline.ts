import { parseTimeout as parseConnectTimeout } from "@connectrpc/connect/protocol-connect";
import { parseTimeout as parseGrpcTimeout } from "@connectrpc/connect/protocol-grpc";

/** The longest that a timer can wait: a bit less than 25 days. Beyond it timers fire at once. */
const longestMs = 2 ** 31 - 1;

/** Takes away a deadline that is too far for a timer: a call that may take a month has none in effect. */
export function withoutFarDeadline(headers: Headers): Headers {
  const parsers = { "grpc-timeout": parseGrpcTimeout, "connect-timeout-ms": parseConnectTimeout };
  const result = new Headers(headers);
  for (const [name, parse] of Object.entries(parsers)) {
    const { timeoutMs } = parse(headers.get(name), Number.POSITIVE_INFINITY);
    if (timeoutMs !== undefined && timeoutMs > longestMs) result.delete(name);
  }
  return result;
}
