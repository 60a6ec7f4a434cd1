import { Code } from "@connectrpc/connect";

/** The end of an upstream's process. Times are those of `performance.now()`. */
export interface Kill {
  readonly replica: string;
  readonly at: number;
}

/** A call that did not end as it should. */
export interface Failure {
  readonly id: string;
  readonly wire: string;
  readonly action: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly code: Code;
  readonly message: string;
}

/** How long after a kill a call may still be sent to where nobody is: until the gateway's process has heard of it. */
const noticeMs = 1_000;

/**
 * Whether a call failed because the upstream that it was on was killed: it ran at that time, says so by its code, and reached no other
 * process.
 *
 * @param received the process that a call has reached last, by the call's id; a call that was lost on its way has reached none
 */
export function isLostWithUpstream(
  { id, code, startedAt, endedAt }: Failure,
  kills: readonly Kill[],
  received: ReadonlyMap<string, string>,
): boolean {
  if (code !== Code.Unavailable) return false;
  const reached = received.get(id);
  return kills.some(
    ({ replica, at }) => startedAt < at + noticeMs && endedAt >= at && (reached === undefined || reached === replica),
  );
}

/** How often each kind of failure was seen, most frequent first. */
export function countKinds(failures: readonly Failure[]): readonly (readonly [kind: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { wire, action, code, message } of failures) {
    const kind = `${action} by ${wire}: ${Code[code]}, ${message}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
