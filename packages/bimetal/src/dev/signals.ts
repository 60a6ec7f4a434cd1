/** What asks a program to stop: Ctrl-C, somebody who ends it, a terminal that is closed. */
const asking = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * One key press can come twice, from the terminal and passed on by a parent; what comes again within this is the same. In
 * milliseconds.
 */
const echoMs = 400;

/**
 * Calls `first` at the first signal that asks to stop, and `again` at each later one.
 *
 * @returns listens no more
 */
export function stopSignals(first: (signal: NodeJS.Signals) => void, again: () => void): () => void {
  let since: number | undefined;
  const listener = (signal: NodeJS.Signals) => {
    if (since === undefined) {
      since = performance.now();
      first(signal);
    } else if (performance.now() - since > echoMs) again();
  };
  for (const signal of asking) process.on(signal, listener);
  return () => {
    for (const signal of asking) process.off(signal, listener);
  };
}
