/** Judges an address by what became of its calls. */
export interface Outlier {
  /** Whether it gets no calls for now. */
  readonly ejected: boolean;
  /** A call was answered. */
  succeeded(): void;
  /** A call or a connection failed in a way that says that the peer is not well: it was lost, or answered with UNAVAILABLE. */
  failed(): void;
  /** Ends its timer. */
  close(): void;
}

const failuresInRow = 5;
const firstEjectionMs = 5_000;
const maxEjectionMs = 60_000;

/**
 * Makes the judge of one address. Five failures in a row eject it for 5 s, and for longer each time that it comes back and fails
 * again, up to a minute; an address that was well for as long as it was ejected starts anew. `mayEject` is asked before, `onChange`
 * is called after each change.
 */
export function createOutlier(mayEject: () => boolean, onChange: () => void): Outlier {
  let failures = 0;
  let ejectionMs = 0;
  let returnedAt = 0;
  let timer: NodeJS.Timeout | undefined;

  const comeBack = () => {
    timer = undefined;
    failures = 0;
    returnedAt = performance.now();
    onChange();
  };

  return {
    get ejected() {
      return timer !== undefined;
    },
    succeeded() {
      failures = 0;
    },
    failed() {
      failures++;
      if (failures < failuresInRow || timer !== undefined || !mayEject()) return;
      const wasWell = performance.now() - returnedAt > ejectionMs;
      ejectionMs = ejectionMs === 0 || wasWell ? firstEjectionMs : Math.min(ejectionMs * 2, maxEjectionMs);
      timer = setTimeout(comeBack, ejectionMs).unref();
      onChange();
    },
    close() {
      clearTimeout(timer);
    },
  };
}

/** Whether one more of the addresses of an upstream may be ejected: never more than half, for then it is hardly they who are sick. */
export function mayEjectOneOf(outliers: readonly Pick<Outlier, "ejected">[]): boolean {
  return (outliers.filter(({ ejected }) => ejected).length + 1) * 2 <= outliers.length;
}
