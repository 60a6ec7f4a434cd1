/** The longest that a timer can wait: a bit less than 25 days. Beyond it timers fire at once. */
const longestMs = 2 ** 31 - 1;

/** A deadline that is too far for a timer is none in effect: such a call may take a month. */
export function nearTimeout(timeoutMs: number | undefined): number | undefined {
  return timeoutMs !== undefined && timeoutMs > longestMs ? undefined : timeoutMs;
}

/** The value of `grpc-timeout` for the time that is left: at least 1 ms, for a deadline that has just passed is not none. */
export function formatTimeout(leftMs: number): string {
  const ms = Math.max(1, Math.ceil(leftMs));
  // At most eight digits are allowed.
  return ms < 1e8 ? `${ms}m` : `${Math.ceil(ms / 1000)}S`;
}
