import { ConnectError } from "@connectrpc/connect";

/** Does what is to fail and returns the error. Throws where it does not fail. */
export async function errorOf(act: () => Promise<unknown>): Promise<ConnectError> {
  try {
    await act();
  } catch (error) {
    return ConnectError.from(error);
  }
  throw new Error("this was to fail and did not");
}

/** What a caller must not learn: where and in what the code is written, what stands behind the gateway. */
const internals =
  /goroutine|panic|\.(go|rs|ts|js):\d|node_modules|\bat \S+ \(|127\.0\.0\.1|localhost|:\d{4,5}\b|SQLSTATE|pgx|postgres|ECONN|tonic|hyper/i;

/** The part of a text that tells about the inside of the system; undefined where there is none. */
export function leakIn(text: string): string | undefined {
  return internals.exec(text)?.[0];
}
