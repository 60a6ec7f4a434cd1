/** Loaded into the gateway's process before its main: tells its memory, after garbage was collected, on SIGUSR2. */
import { getActiveResourcesInfo, memoryUsage } from "node:process";
import type { Memory } from "./gateway.ts";

process.on("SIGUSR2", () => {
  // What the first collection leaves to be finalized is gone after the second.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, rss } = memoryUsage();
  const resources = getActiveResourcesInfo().length;
  process.stdout.write(
    `${JSON.stringify({ heapBytes: heapUsed + external, rssBytes: rss, resources } satisfies Memory)}\n`,
  );
});
