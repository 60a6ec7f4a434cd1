import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";

test("everything is measured unless told otherwise", () => {
  expect(parseOptions([])).toMatchObject({
    kind: "options",
    options: { rounds: 3, seconds: 4, json: false, rate: undefined, peers: { length: 6 }, scenarios: { length: 9 } },
  });
});

test.each([
  ["--rounds", "0"],
  ["--seconds", "1.5"],
  ["--only", "json,nothing"],
  ["--peers", "envoy"],
  ["--unknown"],
  ["stray"],
])("refuses %s %s", (...args) => {
  expect(parseOptions(args)).toMatchObject({ kind: "wrong" });
});

test("p99 takes its rate from grpc-gateway, or from --rate where that is not measured", () => {
  expect(parseOptions(["--only", "p99"])).toMatchObject({ kind: "wrong", reason: expect.stringContaining("--rate") });
  expect(parseOptions(["--only", "p99", "--rate", "500"])).toMatchObject({ kind: "options", options: { rate: 500 } });
  expect(parseOptions(["--peers", "gateway"])).toMatchObject({ kind: "wrong" });
});
