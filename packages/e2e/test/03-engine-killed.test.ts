import { afterAll, beforeAll, expect, test } from "vitest";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { bitsOf } from "./support/bits.ts";
import { type Job, longJob } from "./support/jobs.ts";
import { inTheMiddle, startValuation, succeeded, value, watch } from "./support/valuations.ts";

let stack: Stack;
let job: Job;
beforeAll(async () => {
  stack = await driver.start({ replicas: { pricer: 2 } });
  job = await longJob(stack);
});
afterAll(() => stack[Symbol.asyncDispose]());

test("a job whose engine is killed finishes with the same bits, each block counted once", async () => {
  const { portfolio, spec, blockCount } = job;
  const undisturbed = await value(stack, portfolio, spec);

  const name = await startValuation(stack, portfolio, spec);
  await inTheMiddle(stack, name);
  const [, engine] = stack.replicas("pricer");
  await engine?.signal("SIGKILL");
  const disturbed = succeeded((await watch(stack, name)).last);

  expect(bitsOf(disturbed)).toEqual(bitsOf(undisturbed));
  const counted = disturbed.engines.reduce((sum, { blocks }) => sum + blocks, 0n);
  expect(counted, "blocks of all engines together").toBe(BigInt(blockCount));
  expect(disturbed.progress?.pathsDone).toBe(disturbed.progress?.pathsPlanned);
});

test("the killed engine is used again once it is back", async () => {
  const [, engine] = stack.replicas("pricer");
  await engine?.start();
  const { portfolio, spec } = job;
  const { engines } = await value(stack, portfolio, spec);
  expect(engines).toHaveLength(2);
});
