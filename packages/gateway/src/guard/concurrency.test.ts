import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { createConcurrency } from "./concurrency.ts";

test("so many calls are let in at a time, and one more when one is over", () => {
  const concurrency = createConcurrency(2);
  const leave = concurrency.enter();
  concurrency.enter();
  expect(() => concurrency.enter()).toThrow(ConnectError);
  leave();
  concurrency.enter();
  expect(() => concurrency.enter()).toThrow(ConnectError);
});

test("a call that is over twice is over once", () => {
  const concurrency = createConcurrency(1);
  const leave = concurrency.enter();
  leave();
  concurrency.enter();
  leave();
  try {
    concurrency.enter();
    expect.unreachable();
  } catch (error) {
    expect((error as ConnectError).code).toBe(Code.ResourceExhausted);
    expect((error as ConnectError).details).toHaveLength(1);
  }
});
