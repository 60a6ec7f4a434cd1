import { overloaded } from "../rpc/errors.ts";

/** A number of calls at a time. */
export interface Concurrency {
  /** Lets a call in and returns what it must call when it is over, which may be done twice. Throws RESOURCE_EXHAUSTED where it is full. */
  enter(): () => void;
}

/** Calls beyond the limit are refused at once: a queue would only make those wait whose callers have given up by then. */
export function createConcurrency(limit: number): Concurrency {
  let running = 0;
  return {
    enter() {
      if (running >= limit) throw overloaded("too many requests at the same time", 1);
      running++;
      let over = false;
      return () => {
        if (over) return;
        over = true;
        running--;
      };
    },
  };
}
