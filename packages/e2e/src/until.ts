import { setTimeout as delay } from "node:timers/promises";

/** How `until` waits. */
export interface UntilOptions {
  /** Gives up after so long. Defaults to 30 s. */
  readonly withinMs?: number;
  /** Looks so often. Defaults to 50 ms. */
  readonly everyMs?: number;
  /** Errors of `look` that end the wait at once. Defaults to none. */
  readonly giveUpOn?: (error: unknown) => boolean;
}

/**
 * Looks again and again until `look` gives something other than `undefined` or `false`, and returns that.
 *
 * @param what what is waited for, as it is to stand in the message of the error
 * @throws where the time is over, with the last error of `look` as the cause
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  { withinMs = 30_000, everyMs = 50, giveUpOn = () => false }: UntilOptions = {},
): Promise<T> {
  const end = performance.now() + withinMs;
  let cause: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      cause = undefined;
    } catch (error) {
      if (giveUpOn(error)) throw error;
      cause = error;
    }
    if (performance.now() >= end) throw new Error(`waited ${withinMs} ms for ${what}`, { cause });
    await delay(everyMs);
  }
}
