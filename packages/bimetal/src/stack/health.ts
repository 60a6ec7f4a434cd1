import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { type Program, startChild } from "./child.ts";
import type { Guard } from "./guard.ts";

/** A check is given up after so long; the programs bound it by 2 s themselves. */
const checkMs = 5_000;

/** How long to wait between checks when nothing says that one is worthwhile. */
const betweenMs = 500;

/** Asks the program's own `healthcheck`, again and again, until it says yes. Rejects when `signal` aborts. */
export async function healthy(
  check: Program,
  guard: Guard,
  saidReady: EventTarget,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    // Its word that it listens makes the next check worthwhile at once; without it the check is made all the same.
    const waited = new AbortController();
    const either = { signal: AbortSignal.any([signal, waited.signal]) };
    await Promise.race([once(saidReady, "ready", either), delay(betweenMs, undefined, either)].map(ended));
    waited.abort();
    signal.throwIfAborted();
    const child = startChild(check, guard, () => undefined);
    const timer = setTimeout(child.killGroup, checkMs);
    signal.addEventListener("abort", child.killGroup, { once: true });
    const { code } = await child.exited;
    clearTimeout(timer);
    signal.removeEventListener("abort", child.killGroup);
    signal.throwIfAborted();
    if (code === 0) return;
  }
}

/** Resolves when the other settles. */
function ended(promise: Promise<unknown>): Promise<void> {
  return promise.then(
    () => undefined,
    () => undefined,
  );
}
