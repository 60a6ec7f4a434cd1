import type { Log } from "./log.ts";

/** How often failing exports are mentioned: they repeat every few seconds while a collector is gone. */
const intervalMs = 60_000;

/** Makes a handler for the errors of OpenTelemetry that logs them, but not each of them. */
export function createExportWarning(log: Log, now: () => number = Date.now): (error: unknown) => void {
  let next = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (now() < next) return;
    next = now() + intervalMs;
    log.warn({ error: error instanceof Error ? error.message : String(error) }, "traces or metrics cannot be exported");
  };
}
