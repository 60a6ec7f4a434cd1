import { Sampling } from "@workspace/proto/risk/v1/valuation_pb";
import { expect, test } from "vitest";
import type { PositionReport, Report } from "./report.ts";
import { tables } from "./tables.ts";

const report: Report = {
  valuation: "portfolios/p/valuations/v",
  state: "SUCCEEDED",
  paths: 4_194_304,
  reduction: { antithetic: false, controlVariates: false, sampling: Sampling.UNSPECIFIED },
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

test("the last line says what the paths were", () => {
  const lastLine = (reduction: Partial<Report["reduction"]>) =>
    tables({ ...report, reduction: { ...report.reduction, ...reduction } })
      .trimEnd()
      .split("\n")
      .at(-1);
  expect(lastLine({ antithetic: true })).toMatch(
    /^4,194,304 pairs of paths in .*, 2,097,152 pairs of paths per second/,
  );
  expect(lastLine({ sampling: Sampling.SOBOL, controlVariates: true })).toMatch(
    /^4,194,304 paths of Sobol points with control variates in .*, 2,097,152 paths per second/,
  );
});

test("low standard errors have a figure too, unless they are rounding", () => {
  const [a, longer] = report.positions.map((position, i) => ({
    ...position,
    standardError: [0.000_02, 1e-14][i] ?? 0,
  }));
  expect(tables({ ...report, positions: [a as PositionReport, longer as PositionReport] })).toContain(`
position  estimate  standard error  closed form  difference in standard errors
a         10.50000         0.00002     10.00000                          +2.00
longer     1.00000         0.00000            -                              -
total     21.00000         0.50000            -                              -
`);
});

test("a position has a row of greeks for each of its underlyings", () => {
  const one = { estimate: 0.5, standardError: 0.001 };
  const [a, longer] = report.positions;
  const positions = [
    {
      ...(a as PositionReport),
      greeks: [
        { greek: "delta", underlying: "ALDER", estimator: "likelihood ratio", ...one },
        { greek: "rho", underlying: null, estimator: "likelihood ratio", ...one },
      ],
    },
    {
      ...(longer as PositionReport),
      greeks: [
        { greek: "delta", underlying: "BIRCH", estimator: "pathwise", ...one },
        { greek: "delta", underlying: "ALDER", estimator: "pathwise", ...one, estimate: -0.25 },
        { greek: "rho", underlying: null, estimator: "pathwise", ...one },
      ],
    },
  ];
  expect(tables({ ...report, positions })).toContain(`
position  underlying    delta  standard error     rho  standard error         estimator
a              ALDER   0.5000          0.0010  0.5000          0.0010  likelihood ratio
longer         BIRCH   0.5000          0.0010       -               -          pathwise
longer         ALDER  -0.2500          0.0010       -               -          pathwise
longer             -        -               -  0.5000          0.0010          pathwise
`);
});

test("a failure says why, and shows no table that it has not", () => {
  const failed = { ...report, state: "FAILED", total: null, positions: [], engines: [] };
  expect(tables({ ...failed, error: { code: "DEADLINE_EXCEEDED", message: "too late" } })).toBe(
    "\nportfolios/p/valuations/v: FAILED\n  DEADLINE_EXCEEDED: too late\n",
  );
});
