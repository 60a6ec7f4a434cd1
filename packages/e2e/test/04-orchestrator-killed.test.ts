import { afterAll, beforeAll, expect, test } from "vitest";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { bitsOf } from "./support/bits.ts";
import { longJob } from "./support/jobs.ts";
import { latestRun, runsOf } from "./support/runner.ts";
import { inTheMiddle, startValuation, succeeded, value, watch } from "./support/valuations.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await driver.start({ replicas: { risk: 2, pricer: 2 } });
});
afterAll(() => stack[Symbol.asyncDispose]());

test("when the replica that runs a job is killed, another takes it over and repeats no finished shard", async () => {
  const { portfolio, spec } = await longJob(stack);
  const undisturbed = await value(stack, portfolio, spec);

  const name = await startValuation(stack, portfolio, spec);
  const watching = watch(stack, name);
  const { progress } = await inTheMiddle(stack, name, 0.3);
  const first = await latestRun(stack, name);
  await first.replica.signal("SIGKILL");
  const { last, seen, reconnects } = await watching;

  expect(bitsOf(succeeded(last))).toEqual(bitsOf(undisturbed));
  expect(reconnects, "streams that the watcher opened anew").toBeLessThanOrEqual(1);

  const runs = await runsOf(stack, name);
  const second = runs.at(-1);
  expect(runs).toHaveLength(2);
  expect(second?.replica, "who took over").not.toBe(first.replica);
  expect(second?.resumedPaths, "paths not computed again").toBeGreaterThanOrEqual(progress?.pathsDone ?? 0n);
  // A watcher would see a run that began anew go back.
  const done = seen.map((valuation) => valuation.progress?.pathsDone ?? 0n);
  expect(done).toEqual([...done].sort((a, b) => Number(a - b)));
});
