import type { CallError, CallHead, CallListener, ClientCall, Fields } from "../../src/upstream/connection.ts";

/** What became of a call, and what it is waiting for. */
export interface RecordedCall {
  readonly call: ClientCall;
  readonly status: number | undefined;
  readonly fields: Fields;
  /** All data so far. */
  readonly body: Buffer;
  readonly trailers: Fields | undefined;
  /** How often it was told the end, by whichever way. */
  readonly ends: number;
  readonly drains: number;
  /** Resolves with the error, or undefined when the answer is complete. */
  readonly ended: Promise<CallError | undefined>;
  /** Resolves when something has come after which the condition holds. */
  until(condition: (call: RecordedCall) => boolean): Promise<void>;
}

export const head: CallHead = { path: "/echo.v1.EchoService/Unary", fields: ["content-type", "application/grpc"] };

/** Starts a call and records what its listener hears. */
export function record(
  start: (head: CallHead, listener: CallListener) => ClientCall,
  given: CallHead = head,
): RecordedCall {
  const { promise: ended, resolve } = Promise.withResolvers<CallError | undefined>();
  const conditions = new Set<() => void>();
  const state = {
    status: undefined as number | undefined,
    fields: [] as Fields,
    chunks: [] as Uint8Array[],
    trailers: undefined as Fields | undefined,
    ends: 0,
    drains: 0,
  };
  const heard = () => {
    for (const look of [...conditions]) look();
  };
  let returned = false;
  const note = (change: () => void) => {
    if (!returned) throw new Error("the listener was called before the call was returned");
    change();
    heard();
  };
  const call = start(given, {
    onHeaders: (status, fields) => note(() => Object.assign(state, { status, fields })),
    onData: (chunk) => note(() => state.chunks.push(chunk)),
    onDrain: () => note(() => state.drains++),
    onEnd: (trailers) =>
      note(() => {
        Object.assign(state, { trailers, ends: state.ends + 1 });
        resolve(undefined);
      }),
    onError: (error) =>
      note(() => {
        state.ends++;
        resolve(error);
      }),
  });
  returned = true;
  const recorded: RecordedCall = {
    call,
    get status() {
      return state.status;
    },
    get fields() {
      return state.fields;
    },
    get body() {
      return Buffer.concat(state.chunks);
    },
    get trailers() {
      return state.trailers;
    },
    get ends() {
      return state.ends;
    },
    get drains() {
      return state.drains;
    },
    ended,
    until: (condition) =>
      new Promise((done) => {
        const look = () => {
          if (!condition(recorded)) return;
          conditions.delete(look);
          done();
        };
        conditions.add(look);
        look();
      }),
  };
  return recorded;
}
