import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { parseRequestTimeout, timeoutInForce } from "./timeouts.ts";

const none = { defaultMs: undefined, maxMs: undefined };

test("a caller gets what it asks for, up to the maximum", () => {
  expect(timeoutInForce(500, none)).toBe(500);
  expect(timeoutInForce(500, { defaultMs: 100, maxMs: 1_000 })).toBe(500);
  expect(timeoutInForce(5_000, { defaultMs: 100, maxMs: 1_000 })).toBe(1_000);
  expect(timeoutInForce(0, { defaultMs: 100, maxMs: 1_000 })).toBe(0);
});

test("a caller that asks for nothing gets the default, or else the maximum", () => {
  expect(timeoutInForce(undefined, { defaultMs: 100, maxMs: 1_000 })).toBe(100);
  expect(timeoutInForce(undefined, { defaultMs: undefined, maxMs: 1_000 })).toBe(1_000);
  expect(timeoutInForce(undefined, none)).toBeUndefined();
});

test("a deadline too far for a timer is none", () => {
  expect(timeoutInForce(2 ** 31, none)).toBeUndefined();
  expect(timeoutInForce(2 ** 31 - 1, none)).toBe(2 ** 31 - 1);
  expect(timeoutInForce(2 ** 40, { defaultMs: undefined, maxMs: 1_000 })).toBe(1_000);
});

test("X-Request-Timeout is in seconds", () => {
  expect(["2", "0.25", "0", "0.0001", "10.5"].map(parseRequestTimeout)).toEqual([2_000, 250, 0, 1, 10_500]);
  expect(parseRequestTimeout(undefined)).toBeUndefined();
});

test.each(["", "-1", "1s", "1e3", ".5", "1.", "NaN", "1, 2", "9999999999"])(
  "X-Request-Timeout: %j is refused",
  (value) => {
    expect(() => parseRequestTimeout(value)).toThrow(ConnectError);
    try {
      parseRequestTimeout(value);
    } catch (error) {
      expect((error as ConnectError).code).toBe(Code.InvalidArgument);
    }
  },
);
