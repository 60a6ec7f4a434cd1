import { create, createRegistry, toBinary } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { overloaded } from "../rpc/errors.ts";
import { withErrorDetails } from "./error-details.ts";
import { statusJson } from "./status.ts";

const registry = withErrorDetails(createRegistry());
const detailsOf = (...details: { type: string; value: Uint8Array }[]) =>
  statusJson({ code: Code.NotFound, message: "no such thing", details }, registry).details;

test("an error is google.rpc.Status", () => {
  expect(statusJson({ code: Code.NotFound, message: "no such thing", details: [] }, registry)).toEqual({
    code: 5,
    message: "no such thing",
    details: [],
  });
});

test("standard details are readable without being in a contract", () => {
  const { details } = overloaded("busy", 2);
  expect(detailsOf(...(details as [{ type: string; value: Uint8Array }]))).toEqual([
    { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "2s" },
  ]);
  // ErrorInfo{reason: "R", metadata: {"k": "v"}}
  const value = Uint8Array.of(0x0a, 1, 0x52, 0x1a, 6, 0x0a, 1, 0x6b, 0x12, 1, 0x76);
  expect(detailsOf({ type: "google.rpc.ErrorInfo", value })).toEqual([
    { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "R", metadata: { k: "v" } },
  ]);
});

test("details that are not described, or not what they say, come as their bytes beside the others", () => {
  const value = toBinary(DurationSchema, create(DurationSchema, { seconds: 1n }));
  expect(
    detailsOf(
      { type: "some.v1.Unknown", value },
      { type: "google.rpc.RetryInfo", value: Uint8Array.of(0xff) },
      { type: "", value },
      { type: "google.rpc.LocalizedMessage", value: Uint8Array.of(0x0a, 2, 0x64, 0x65) },
    ),
  ).toEqual([
    { "@type": "type.googleapis.com/some.v1.Unknown", value: "CAE=" },
    { "@type": "type.googleapis.com/google.rpc.RetryInfo", value: "/w==" },
    { "@type": "type.googleapis.com/", value: "CAE=" },
    { "@type": "type.googleapis.com/google.rpc.LocalizedMessage", locale: "de" },
  ]);
});
