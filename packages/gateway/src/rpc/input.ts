import { Code, ConnectError } from "@connectrpc/connect";
import { blame } from "./blame.ts";

/** The messages of a request, and what was wrong with them once that is known. */
export interface Input<T> {
  readonly messages: AsyncIterable<T>;
  readonly error: ConnectError | undefined;
}

/** Notes an error of the request's own making, so that it can be told from one of the call. */
export function observeInput<T>(source: AsyncIterable<T>, maxRequestBytes: number): Input<T> {
  let error: ConnectError | undefined;
  async function* messages() {
    try {
      yield* source;
    } catch (thrown) {
      error = requestError(thrown, maxRequestBytes);
      throw error;
    }
  }
  return {
    messages: messages(),
    get error() {
      return error;
    },
  };
}

/** Takes the one message of a request that is no stream. Anything else is the caller's mistake. */
export async function single<T>(messages: AsyncIterable<T>): Promise<T> {
  let found: { message: T } | undefined;
  for await (const message of messages) {
    if (found !== undefined) throw new ConnectError("the request has more than one message", Code.InvalidArgument);
    found = { message };
  }
  if (found === undefined) throw new ConnectError("the request has no message", Code.InvalidArgument);
  return found.message;
}

/** An iterable of one. */
export async function* only<T>(item: T): AsyncGenerator<T> {
  yield item;
}

/** Ends a body that is not received in time. */
export async function* receivedWithin(
  body: AsyncIterable<Uint8Array>,
  timeoutMs: number,
): AsyncGenerator<Uint8Array, void> {
  const late = Promise.withResolvers<never>();
  late.promise.catch(() => undefined);
  const timer = setTimeout(
    () => late.reject(new ConnectError("the request was not received in time", Code.DeadlineExceeded)),
    timeoutMs,
  );
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), late.promise]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
  }
}

function requestError(thrown: unknown, maxRequestBytes: number): ConnectError {
  const error = ConnectError.from(thrown, Code.Canceled);
  return blame(error.code, maxRequestBytes) ?? error;
}
