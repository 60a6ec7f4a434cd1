import { Valuation_State as State } from "@workspace/proto/risk/v1/valuation_pb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { until } from "../src/until.ts";
import { bitsOf } from "./support/bits.ts";
import { type Job, longJob } from "./support/jobs.ts";
import { getValuation, inTheMiddle, startValuation, succeeded, value, watch } from "./support/valuations.ts";

let stack: Stack;
let job: Job;
let undisturbed: Record<string, string>;
beforeAll(async () => {
  stack = await driver.start({ replicas: { pricer: 2 } });
  job = await longJob(stack);
  undisturbed = bitsOf(await value(stack, job.portfolio, job.spec));
});
afterAll(() => stack[Symbol.asyncDispose]());

test("a job finishes with the same bits although the database was killed and started again", async () => {
  const name = await startValuation(stack, job.portfolio, job.spec);
  await inTheMiddle(stack, name);
  const [database] = stack.replicas("postgres");
  await database?.signal("SIGKILL");
  await database?.exited(10_000);
  await database?.start();
  expect(bitsOf(succeeded((await watch(stack, name)).last))).toEqual(undisturbed);
});

test("a job without any engine for ten seconds says that it waits, and then finishes with the same bits", async () => {
  const name = await startValuation(stack, job.portfolio, job.spec);
  await inTheMiddle(stack, name);
  const engines = stack.replicas("pricer");
  await Promise.all(engines.map((engine) => engine.signal("SIGKILL")));
  const goneAt = performance.now();
  await until("the state to be WAITING", async () => (await getValuation(stack, name)).state === State.WAITING, {
    withinMs: 9_000,
  });
  await until(
    "ten seconds without engines to pass",
    async () => {
      expect((await getValuation(stack, name)).state).toBe(State.WAITING);
      return performance.now() - goneAt >= 10_000;
    },
    { everyMs: 500, giveUpOn: () => true },
  );
  await Promise.all(engines.map((engine) => engine.start()));
  expect(bitsOf(succeeded((await watch(stack, name)).last))).toEqual(undisturbed);
});
