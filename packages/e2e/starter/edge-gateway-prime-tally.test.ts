import { afterAll, beforeAll, expect, test } from "vitest";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { until } from "../src/until.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await driver.start();
});
afterAll(() => stack[Symbol.asyncDispose]());

/** What the gateway says of those it passes calls on to. */
async function readiness(): Promise<unknown> {
  return (await fetch(`${stack.gateway}/readyz`)).json();
}

test("the gateway reaches prime-tally, notices when it is gone, and finds it when it is back", async () => {
  expect(await readiness()).toMatchObject({ status: "ready", notServing: [] });

  const callees = stack.replicas("prime-tally");
  await Promise.all(callees.map((callee) => callee.signal("SIGKILL")));
  await until("its absence to be noticed", async () => JSON.stringify(await readiness()).includes('"prime-tally"'));

  await Promise.all(callees.map((callee) => callee.exited(10_000)));
  await Promise.all(callees.map((callee) => callee.start()));
  await until("it to be reached again", async () => !JSON.stringify(await readiness()).includes('"prime-tally"'));
});
