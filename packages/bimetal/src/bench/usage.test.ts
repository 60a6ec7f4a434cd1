import { expect, test } from "vitest";
import { usageOf, watchUsage } from "./usage.ts";

test("a process holds what it says itself, and uses the time that it works", async () => {
  const { resident } = usageOf(process.pid);
  expect(resident / process.memoryUsage.rss()).toBeGreaterThan(0.5);
  expect(resident / process.memoryUsage.rss()).toBeLessThan(2);
  const { result, cpuSeconds, peak } = await watchUsage(process.pid, async () => {
    const before = process.cpuUsage();
    const used = () => process.cpuUsage(before).user / 1e6;
    while (used() < 0.3);
    return "done";
  });
  expect(result).toBe("done");
  expect(cpuSeconds).toBeGreaterThanOrEqual(0.2);
  expect(peak).toBeGreaterThan(0);
});

test("a process that is not there is an error", () => {
  expect(() => usageOf(2 ** 22 + 1)).toThrow();
});
