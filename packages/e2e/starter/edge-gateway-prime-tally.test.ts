import { afterAll, beforeAll, expect, test } from "vitest";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { until } from "../src/until.ts";

const callee = "prime-tally";

let stack: Stack;
beforeAll(async () => {
  stack = await driver.start();
});
afterAll(() => stack[Symbol.asyncDispose]());

/** Those that the gateway would pass calls on to, and cannot. */
async function missing(): Promise<string[]> {
  const { notServing } = (await (await fetch(`${stack.gateway}/readyz`)).json()) as { notServing: string[] };
  return notServing;
}

test("the gateway reaches prime-tally, notices when it is gone, and finds it when it is back", async () => {
  expect(await missing()).toEqual([]);

  const replicas = stack.replicas(callee);
  await Promise.all(replicas.map((replica) => replica.signal("SIGKILL")));
  await until("its absence to be noticed", async () => (await missing()).includes(callee));

  await Promise.all(replicas.map((replica) => replica.exited(10_000)));
  await Promise.all(replicas.map((replica) => replica.start()));
  await until("it to be reached again", async () => !(await missing()).includes(callee));
});
