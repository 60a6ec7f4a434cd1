import type { Log } from "../telemetry/log.ts";

/** Resolves with the first signal to stop; the second ends the process at once. */
export function stopSignal(log: Log): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = (signal: NodeJS.Signals) => {
      signals++;
      if (signals === 1) return resolve();
      log.warn({ signal }, "a second signal: exiting without draining");
      process.exit(1);
    };
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  });
}
