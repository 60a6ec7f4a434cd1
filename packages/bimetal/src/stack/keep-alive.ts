import type { Replica, StackEvent } from "./model.ts";
import { describeExit } from "./replica.ts";

/** A replica that lived for less has died at once. */
const atOnceMs = 5_000;

/** So many deaths at once in a row, and it is left alone. */
const givesUpAfter = 3;

const [firstDelayMs, longestDelayMs] = [500, 10_000];

/** Starts replicas again that die. */
export interface KeepAlive {
  /** To be told of each event of the stack. */
  onEvent(event: StackEvent): void;
  /** Starts nothing any more. */
  stop(): void;
}

/** Starts what has ended unasked again, twice as late each time; not after three deaths at once. */
export function keepAlive(
  find: (component: string, index: number) => Replica | undefined,
  notice: (component: string, message: string) => void,
): KeepAlive {
  const timers = new Set<NodeJS.Timeout>();
  const startedAt = new Map<string, number>();
  const deaths = new Map<string, number>();
  let stopped = false;

  const again = (component: string, index: number, why: string) => {
    const key = `${component} ${index}`;
    const lived = performance.now() - (startedAt.get(key) ?? 0);
    const count = lived < atOnceMs ? (deaths.get(key) ?? 0) + 1 : 1;
    deaths.set(key, count);
    if (count >= givesUpAfter) {
      deaths.delete(key);
      notice(component, `${key} died (${why}) ${count} times at once: it starts again when its sources change`);
      return;
    }
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (count - 1));
    notice(component, `${key} died (${why}): it starts again in ${delayMs / 1000} s`);
    const timer = setTimeout(() => {
      timers.delete(timer);
      // Its end, if it comes, is the next event; a start that hangs was said by its own error.
      find(component, index)
        ?.start()
        .catch((error: Error) => stopped || notice(component, error.message));
    }, delayMs);
    timers.add(timer);
  };

  return {
    onEvent(event) {
      if (event.type !== "state" || stopped) return;
      const key = `${event.component} ${event.index}`;
      if (event.state === "starting") startedAt.set(key, performance.now());
      if (event.state === "exited" && event.unexpected && event.exit) {
        again(event.component, event.index, describeExit(event.exit));
      }
    },
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
