import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { readStatus, writeStatus } from "./status.ts";

test("a status is read as it was written, with details of unknown types", () => {
  const error = new ConnectError("50% of ü", Code.DataLoss);
  error.details.push({ type: "nobody.knows.Detail", value: new Uint8Array([1, 2, 3]) });
  const read = readStatus(writeStatus(error));
  expect(read).toMatchObject({ code: Code.DataLoss, rawMessage: "50% of ü" });
  expect((read as ConnectError).details).toMatchObject(error.details);
  expect(readStatus(writeStatus(undefined))).toBe("ok");
});

test("an error's own metadata goes with it", () => {
  expect(writeStatus(new ConnectError("", Code.Aborted, { "x-reason": "gone" }))).toEqual(
    expect.arrayContaining(["x-reason", "gone"]),
  );
});

test("without a status there is none", () => {
  expect(readStatus(["x-custom", "1"])).toBeUndefined();
});

test.each([
  [["grpc-status", "5", "grpc-message", "100%"], Code.NotFound, "100%"],
  [["grpc-status", "5", "grpc-message", "gone", "grpc-status-details-bin", "!!"], Code.NotFound, "gone"],
  [["grpc-status", "5", "grpc-message", "gone", "grpc-status-details-bin", "CAA="], Code.NotFound, "gone"],
])("a malformed one says what it can: %j", (fields, code, message) => {
  expect(readStatus(fields)).toMatchObject({ code, rawMessage: message });
});

test.each(["99", "-1", "x", ""])("a code that is none, %j, is an error of the upstream's", (code) => {
  const { code: read } = readStatus(["grpc-status", code]) as ConnectError;
  expect([Code.Internal, Code.Unknown]).toContain(read);
});
