import { expect, test } from "vitest";
import { goalsOf } from "./goals.ts";
import { medianOf, type Result } from "./results.ts";
import { type Scenario, type Subject, scenarios } from "./scenarios.ts";

const result = (name: string, rounds: Partial<Record<Subject, number[]>>): Result => ({
  scenario: scenarios.find((scenario) => scenario.name === name) as Scenario,
  rows: Object.entries(rounds).map(([subject, values]) => ({
    subject: subject as Subject,
    rounds: values.map((value) => ({ value })),
  })),
});

test("the median counts, not the mean", () => {
  const results = [result("json", { gateway: [9, 1, 2], vanguard: [4, 1, 3, 2] })];
  expect(medianOf(results, "json", "gateway")).toBe(2);
  expect(medianOf(results, "json", "vanguard")).toBe(2.5);
});

test("a peer that failed in one round has no median", () => {
  const results = [result("json", { gateway: [1] })];
  for (const row of results[0]?.rows ?? []) row.failure = "it broke";
  expect(medianOf(results, "json", "gateway")).toBeUndefined();
});

test("goals are met by what was measured alone", () => {
  const goals = goalsOf([
    result("json", { gateway: [139], "grpc-gateway": [100] }),
    result("p99", { gateway: [10], "grpc-gateway": [10] }),
    result("idle", { gateway: [0.6], direct: [0.2] }),
  ]);
  const met = Object.fromEntries(goals.map(({ what, met }) => [what, met]));
  expect(met).toMatchObject({
    "unary JSON, gateway / grpc-gateway": false,
    "unary JSON, gateway / connect-node": undefined,
    "p99 at the same rate, gateway / grpc-gateway": true,
    "ms that the gateway adds for one client": false,
  });
});
