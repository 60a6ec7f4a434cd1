import { expect, test } from "vitest";
import type { Report } from "./report.ts";
import { tables } from "./tables.ts";

const report: Report = {
  valuation: "portfolios/p/valuations/v",
  state: "SUCCEEDED",
  paths: 4_194_304,
  seconds: 2,
  pathsPerSecond: 2_097_152,
  total: { estimate: 21, standardError: 0.5, closedForm: null, deviation: null },
  positions: [
    { id: "a", quantity: 2, estimate: 10.5, standardError: 0.25, closedForm: 10, deviation: 2 },
    { id: "longer", quantity: 1, estimate: 1, standardError: 0.1, closedForm: null, deviation: null },
  ],
  engines: [{ engine: "e1", tier: "scalar", threads: 2, blocks: 1024, busySeconds: 3.5 }],
  outsideEngines: 0.125,
};

test("positions stand beside their closed forms, engines beside their blocks", () => {
  expect(tables(report)).toBe(`
portfolios/p/valuations/v: SUCCEEDED

position  estimate  standard error  closed form  difference in standard errors
a          10.5000          0.2500      10.0000                          +2.00
longer      1.0000          0.1000            -                              -
total      21.0000          0.5000            -                              -

engine  instructions  threads  blocks  busy thread seconds
e1            scalar        2    1024                 3.50

4,194,304 paths in 2.00 s, 2,097,152 paths per second, 12.5 % of the time outside the engines
`);
});

test("a failure says why, and shows no table that it has not", () => {
  const failed = { ...report, state: "FAILED", total: null, positions: [], engines: [] };
  expect(tables({ ...failed, error: { code: "DEADLINE_EXCEEDED", message: "too late" } })).toBe(
    "\nportfolios/p/valuations/v: FAILED\n  DEADLINE_EXCEEDED: too late\n",
  );
});
