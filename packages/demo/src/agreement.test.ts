import { Sampling } from "@workspace/proto/risk/v1/valuation_pb";
import { expect, test } from "vitest";
import { agreesWithClosedForms, DEVIATION_LIMIT, deviationLimit } from "./agreement.ts";
import type { Report } from "./report.ts";

/** Degrees of freedom, and beyond which deviation Student's distribution has what the normal one has beyond 4.5. */
const rareOfStudent: [freedom: number, quantile: number][] = [
  [7, 11.881678],
  [15, 6.726128],
  [31, 5.401265],
  [63, 4.909154],
  [1023, 4.523476],
];

function report(blocks: number, sampling: Sampling, deviation: number | null = null): Report {
  const total = { estimate: 1, standardError: 0.1, closedForm: 1, deviation };
  return {
    valuation: "portfolios/p/valuations/v",
    state: "SUCCEEDED",
    paths: 4096 * blocks,
    reduction: { antithetic: false, controlVariates: false, sampling },
    seconds: null,
    pathsPerSecond: null,
    total,
    positions: [],
    engines: [],
    outsideEngines: null,
  };
}

test("what lies too far from its closed form does not agree with it, and what has none does", () => {
  expect(agreesWithClosedForms(report(1, Sampling.UNSPECIFIED, -4.49))).toBe(true);
  expect(agreesWithClosedForms(report(1, Sampling.UNSPECIFIED, -4.51))).toBe(false);
  expect(agreesWithClosedForms(report(1, Sampling.UNSPECIFIED))).toBe(true);
});

test("the means of few blocks of Sobol points may lie farther", () => {
  expect(agreesWithClosedForms(report(16, Sampling.SOBOL, 6))).toBe(true);
  for (const [freedom, quantile] of rareOfStudent) {
    const ratio = deviationLimit(report(freedom + 1, Sampling.SOBOL)) / quantile;
    expect(ratio, `${freedom} degrees of freedom`).toBeGreaterThan(1);
    expect(ratio, `${freedom} degrees of freedom`).toBeLessThan(1.03);
  }
  // 93,684.67 would do.
  expect(deviationLimit(report(2, Sampling.SOBOL))).toBeGreaterThan(93_685);
  expect(deviationLimit(report(100_000, Sampling.SOBOL))).toBeCloseTo(DEVIATION_LIMIT, 3);
});
