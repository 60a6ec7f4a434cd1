import { eachFrame } from "./frames.ts";

/** Turns one message into a frame of another form. */
export type Convert = (message: Uint8Array, compressed: boolean) => Uint8Array | Promise<Uint8Array>;

/** Turns frames into those of another form, in their order. */
export interface Converter {
  /** Whether a message is being worked on. */
  busy(): boolean;
  push(pieces: readonly Uint8Array[]): void;
  /** Nothing more comes; `done` is called when all that came has been converted, or has failed. */
  end(done: () => void): void;
}

export interface ConverterHooks {
  write(frame: Uint8Array): void;
  /** Tells when work begins that takes a while, and when it is done. */
  onBusy(busy: boolean): void;
  /** The conversion threw; nothing more is written. */
  onError(thrown: unknown): void;
}

export function createConverter(convert: Convert, hooks: ConverterHooks): Converter {
  const waiting: { readonly message: Uint8Array; readonly compressed: boolean }[] = [];
  let busy = false;
  let failed = false;
  let onEnd: (() => void) | undefined;

  const fail = (thrown: unknown) => {
    failed = true;
    busy = false;
    waiting.length = 0;
    hooks.onError(thrown);
    onEnd?.();
  };
  const take = (message: Uint8Array, compressed: boolean) => {
    if (failed) return;
    if (busy) return void waiting.push({ message, compressed });
    try {
      const frame = convert(message, compressed);
      if (!(frame instanceof Promise)) return hooks.write(frame);
      busy = true;
      hooks.onBusy(true);
      frame.then(finish, fail);
    } catch (thrown) {
      fail(thrown);
    }
  };
  const finish = (frame: Uint8Array) => {
    busy = false;
    hooks.write(frame);
    for (let next = waiting.shift(); next !== undefined; next = busy ? undefined : waiting.shift()) {
      take(next.message, next.compressed);
    }
    if (busy) return;
    hooks.onBusy(false);
    onEnd?.();
  };

  return {
    busy: () => busy,
    push: (pieces) => eachFrame(pieces, take),
    end(done) {
      onEnd = done;
      if (!busy) done();
    },
  };
}
