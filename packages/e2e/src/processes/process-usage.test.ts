import { expect, test } from "vitest";
import { processUsage } from "./process-usage.ts";

test("processor time grows with work, and memory is that of the process", async () => {
  const before = await processUsage(process.pid);
  const end = performance.now() + 300;
  while (performance.now() < end) Math.sqrt(end);
  const after = await processUsage(process.pid);
  expect(after.cpuSeconds).toBeGreaterThan(before.cpuSeconds);
  expect(after.memoryBytes / process.memoryUsage.rss()).toBeGreaterThan(0.5);
});
