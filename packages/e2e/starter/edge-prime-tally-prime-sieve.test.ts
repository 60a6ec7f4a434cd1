import { afterAll, beforeAll, expect, test } from "vitest";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { until } from "../src/until.ts";

const calling = "prime-tally";
const called = "prime-sieve";

let stack: Stack;
beforeAll(async () => {
  stack = await driver.start();
});
afterAll(() => stack[Symbol.asyncDispose]());

test("prime-tally reaches prime-sieve, notices when it is gone, and finds it when it is back", async () => {
  const [caller] = stack.replicas(calling);
  const callees = stack.replicas(called);
  if (caller === undefined) throw new Error(`${calling} has no replica`);
  const reached = () => caller.reaches(called);
  await until("it to be reached", reached);

  await Promise.all(callees.map((callee) => callee.signal("SIGKILL")));
  await until("its absence to be noticed", async () => !(await reached()));
  expect(await caller.reaches(""), "the caller itself is ready").toBe(true);

  await Promise.all(callees.map((callee) => callee.exited(10_000)));
  await Promise.all(callees.map((callee) => callee.start()));
  await until("it to be reached again", reached);
});
