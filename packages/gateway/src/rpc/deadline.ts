/** The value of `grpc-timeout` for the time that is left: at least 1 ms, for a deadline that has just passed is not none. */
export function formatTimeout(leftMs: number): string {
  const ms = Math.max(1, Math.ceil(leftMs));
  // At most eight digits are allowed.
  return ms < 1e8 ? `${ms}m` : `${Math.ceil(ms / 1000)}S`;
}
