import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { fieldViolations, retryDelayMs } from "./error-details.ts";

/** An error with a detail as it comes from the wire. */
function errorWith(type: string, ...bytes: number[]): ConnectError {
  const error = new ConnectError("no", Code.InvalidArgument);
  error.details.push({ type, value: Uint8Array.from(bytes) });
  return error;
}

test("the fields that are refused come with what is wrong with them", () => {
  // 1: { 1: "a.b", 2: "no" }
  const error = errorWith("google.rpc.BadRequest", 0x0a, 9, 0x0a, 3, 0x61, 0x2e, 0x62, 0x12, 2, 0x6e, 0x6f);
  expect(fieldViolations(error)).toEqual([{ field: "a.b", description: "no" }]);
  expect(retryDelayMs(error)).toBeUndefined();
});

test("a delay is read in milliseconds", () => {
  // 1: { 1: 2, 2: 500,000,000 }
  const error = errorWith("google.rpc.RetryInfo", 0x0a, 8, 0x08, 2, 0x10, 0x80, 0xca, 0xb5, 0xee, 0x01);
  expect(retryDelayMs(error)).toBe(2500);
  expect(fieldViolations(error)).toEqual([]);
});
