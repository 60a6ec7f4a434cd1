import { create } from "@bufbuild/protobuf";
import { ValuationSchema } from "@workspace/proto/risk/v1/valuation_pb";
import { expect, test } from "vitest";
import { lossTables } from "./loss-tables.ts";
import { lossesOf } from "./losses.ts";
import { describe as line } from "./progress.ts";

const valuation = create(ValuationSchema, {
  spec: { profitAndLoss: { horizonYears: 0.04, confidenceLevels: [0.95, 0.99] } },
  progress: { pathsDone: 8192n, pathsPlanned: 8192n },
  result: {
    paths: 4096n,
    positions: [
      { positionId: "a", shortfalls: [{ value: 4, standardError: 0.25 }, { value: 6 }] },
      { positionId: "longer", shortfalls: [{ value: -1, standardError: 0.125 }, { value: 2 }] },
    ],
    lossDistribution: {
      value: 123.456,
      mean: { value: 0.5, standardError: 0.01 },
      standardDeviation: 2,
      tails: [
        {
          confidenceLevel: 0.95,
          valueAtRisk: 2.5,
          valueAtRiskLow: 2.25,
          valueAtRiskHigh: 2.75,
          expectedShortfall: { value: 3, standardError: 0.5 },
        },
        { confidenceLevel: 0.99, valueAtRisk: 9, expectedShortfall: { value: 8 } },
      ],
      histogram: { low: -4, width: 1, counts: [1n, 16n, 64n, 32n, 8n, 4n, 2n, 1n, 0n, 0n, 0n, 0n, 0n, 0n, 1n, 0n] },
    },
  },
});

test("a picture stands over the tails and over what each position adds to them", () => {
  const losses = lossesOf(valuation);
  expect(losses && lossTables(losses)).toBe(`worth 123.46 now; in 0.04 years it loses 0.50 on average

  █
  █
  █
  █
  ██
  ██
 ███
▁████▄▂▁      ▁
──────▲──────▲──
gains 4 loses 12

level  value at risk  95 % interval  expected shortfall  standard error
95 %            2.50   2.25 to 2.75                3.00            0.50
99 %            9.00   0.00 to 0.00                8.00            0.00

adds to the shortfall  at 95 %  standard error  at 99 %  standard error
a                         4.00            0.25     6.00            0.00
longer                   -1.00            0.13     2.00            0.00
`);
});

test("a valuation of prices has no losses, and its progress says none", () => {
  expect(lossesOf(create(ValuationSchema, { result: { total: { value: 1 } } }))).toBeUndefined();
  expect(line(create(ValuationSchema, { result: { total: { value: 1 } } }))).not.toContain("risk");
  expect(line(valuation)).toContain("value at risk 9.00");
});
