import { setImmediate as endOfTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createArrivals } from "./arrivals.ts";

test("the time of each call begins with the end of its turn, once", async () => {
  const arrivals = createArrivals();
  const bound: string[] = [];
  const call = (name: string) => ({ boundArrival: () => bound.push(name) });
  arrivals.expect(call("one"));
  arrivals.expect(call("two"));
  await Promise.resolve();
  expect(bound).toEqual([]);
  await endOfTurn();
  expect(bound).toEqual(["one", "two"]);
  arrivals.expect(call("three"));
  await endOfTurn();
  await endOfTurn();
  expect(bound).toEqual(["one", "two", "three"]);
});
