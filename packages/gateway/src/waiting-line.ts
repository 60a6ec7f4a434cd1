/** Someone in a {@link WaitingLine}. */
export interface Waiting {
  readonly onLate: () => void;
  readonly dueMs: number;
  before: Waiting | undefined;
  after: Waiting | undefined;
  waits: boolean;
}

/** Many who all have the same time, of whom nearly all leave long before it is over. */
export interface WaitingLine {
  /** Calls `onLate` when the time is over, unless it is told before that nobody waits any more. */
  join(onLate: () => void): Waiting;
  /** May be done twice, and when the time is over. */
  leave(waiting: Waiting): void;
}

/**
 * Makes a line with one timer, for who is the first in it. A timer for each call would cost more than all that a call's admission does. It
 * does not keep the process alive: what is waited for does.
 */
export function createWaitingLine(ms: number): WaitingLine {
  let first: Waiting | undefined;
  let last: Waiting | undefined;
  let isTimed = false;

  const leave = (waiting: Waiting) => {
    if (!waiting.waits) return;
    waiting.waits = false;
    const { before, after } = waiting;
    // One that has become old would have all who came behind it survive the collection of the young.
    waiting.before = undefined;
    waiting.after = undefined;
    if (before === undefined) first = after;
    else before.after = after;
    if (after === undefined) last = before;
    else after.before = before;
  };
  const look = () => {
    isTimed = false;
    const nowMs = performance.now();
    for (let one = first; one !== undefined && one.dueMs <= nowMs; one = first) {
      leave(one);
      one.onLate();
    }
    if (first !== undefined) start(first.dueMs - nowMs);
  };
  const start = (inMs: number) => {
    if (isTimed) return;
    isTimed = true;
    setTimeout(look, Math.ceil(inMs)).unref();
  };

  return {
    join(onLate) {
      const waiting: Waiting = { onLate, dueMs: performance.now() + ms, before: last, after: undefined, waits: true };
      if (last === undefined) first = waiting;
      else last.after = waiting;
      last = waiting;
      start(ms);
      return waiting;
    },
    leave,
  };
}
