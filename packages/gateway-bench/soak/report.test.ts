import { Code } from "@connectrpc/connect";
import { expect, test } from "vitest";
import type { Failure } from "./judge.ts";
import { bounds, type Outcome, problemsOf, reportOf } from "./report.ts";

const before = { heapBytes: 20 * 2 ** 20, rssBytes: 100 * 2 ** 20, resources: 5 };
const failure: Failure = {
  ...{ id: "1", wire: "gRPC", action: "unary", code: Code.Internal, message: "no" },
  ...{ startedAt: 0, endedAt: 1 },
};
const well: Outcome = {
  calls: 10,
  clients: 2,
  restarts: 1,
  lost: [failure],
  failed: [],
  memory: { before, after: before },
};

test("all is well where memory stays and calls are lost with their upstream only", () => {
  expect(problemsOf(well)).toEqual([]);
  expect(problemsOf({ ...well, memory: { before, after: { ...before, rssBytes: 2 ** 30 } } })).toEqual([]);
});

test.each([
  ["a call that failed otherwise", { failed: [failure] }],
  [
    "a heap that grows",
    { memory: { before, after: { ...before, heapBytes: before.heapBytes + bounds.heapBytes + 1 } } },
  ],
  [
    "sockets that stay",
    { memory: { before, after: { ...before, resources: before.resources + bounds.resources + 1 } } },
  ],
  ["a run in which nothing was killed", { restarts: 0 }],
])("%s is a problem", (_, change) => {
  expect(problemsOf({ ...well, ...change })).toHaveLength(1);
});

test("failures are reported by kind", () => {
  expect(reportOf({ ...well, failed: [failure] })).toContain("failed otherwise: 1\n    1 unary by gRPC: Internal, no");
});
