import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { detailsOf } from "./error-details.ts";

test("details come from their bytes, as an error from the wire has them", () => {
  const error = new ConnectError("no", Code.InvalidArgument);
  // 1: { 1: "a.b" }
  error.details.push({ type: "google.rpc.BadRequest", value: Uint8Array.from([0x0a, 5, 0x0a, 3, 0x61, 0x2e, 0x62]) });
  // 1: { 1: 2 }
  error.details.push({ type: "google.rpc.RetryInfo", value: Uint8Array.from([0x0a, 2, 0x08, 2]) });
  expect(detailsOf(error)).toEqual({ fields: ["a.b"], reason: undefined, retryDelay: "2s" });
});
