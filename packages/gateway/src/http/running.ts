/** Counts the requests that run, so that draining can wait for them. */
export interface Running {
  readonly count: number;
  /** Counts one more until {@link Running.leave}. */
  enter(): void;
  leave(): void;
  /** Resolves as soon as none runs. */
  idle(): Promise<void>;
}

export function createRunning(): Running {
  let count = 0;
  let waiting: (() => void)[] = [];
  return {
    get count() {
      return count;
    },
    enter() {
      count++;
    },
    leave() {
      count--;
      if (count > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
