import { Code } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { countKinds, type Failure, isLostWithUpstream } from "./judge.ts";

const failure: Failure = {
  ...{ id: "7", wire: "gRPC", action: "unary", code: Code.Unavailable, message: "lost" },
  ...{ startedAt: 900, endedAt: 1_010 },
};
const kills = [{ replica: "a", at: 1_000 }];
const lost = (change: Partial<Failure>, reached?: string) =>
  isLostWithUpstream({ ...failure, ...change }, kills, new Map(reached === undefined ? [] : [["7", reached]]));

test("a call on the upstream that is killed is lost with it", () => {
  expect(lost({}, "a")).toBe(true);
  expect(lost({})).toBe(true);
});

test("a call on another upstream is not", () => {
  expect(lost({}, "b")).toBe(false);
});

test("neither is one that ended before, or began when the upstream was known to be gone", () => {
  expect(lost({ endedAt: 999 }, "a")).toBe(false);
  expect(lost({ startedAt: 2_000, endedAt: 2_001 })).toBe(false);
});

test("what fails with another code has another reason", () => {
  expect(lost({ code: Code.Internal }, "a")).toBe(false);
});

test("failures are counted by kind, most frequent first", () => {
  expect(countKinds([{ ...failure, wire: "REST" }, failure, failure])).toEqual([
    ["unary by gRPC: Unavailable, lost", 2],
    ["unary by REST: Unavailable, lost", 1],
  ]);
});
