import { Code, ConnectError } from "@connectrpc/connect";

/** Where a path is turned into a URL the authority is of no interest, and a client's may be malformed. */
const authority = "http://gateway";

/** The absolute URL of a request target; undefined where it is not a path. */
export function urlOf(target: string | undefined): string | undefined {
  const url = `${authority}${target}`;
  return target?.startsWith("/") && URL.canParse(url) ? url : undefined;
}

/** Why a call ends whose client is no longer there. */
export function clientGone(): ConnectError {
  return new ConnectError("the client went away", Code.Canceled);
}

/** Counts the requests that run, so that draining can wait for them. */
export interface Running {
  readonly count: number;
  /** Counts one more until the returned function is called, which may be done twice. */
  enter(): () => void;
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
      let left = false;
      return () => {
        if (left) return;
        left = true;
        count--;
        if (count > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      };
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
