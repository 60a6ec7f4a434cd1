import { OptionType } from "@workspace/proto/risk/v1/instrument_pb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import type { NewPortfolio } from "./support/portfolios.ts";
import { blockPaths, value } from "./support/valuations.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await driver.start();
});
afterAll(() => stack[Symbol.asyncDispose]());

/** A straddle that is owed: it loses wherever the price goes. */
const straddle: NewPortfolio = {
  rate: 0.03,
  underlyings: [{ id: "share", spot: 100, volatility: 0.2 }],
  positions: [
    { id: "put", type: OptionType.PUT },
    { id: "call", type: OptionType.CALL },
  ].map(({ id, type }) => ({
    id,
    quantity: -1,
    instrument: {
      kind: { case: "european", value: { underlying: "share", type, strike: 100, expiryYears: 0.25 } },
    },
  })),
};

// By root-finding and quadrature in 30 digits: services/pricer/testdata/var_es_closed_form.csv, short_straddle_K100_T0.25.
const valueAtRisk = 2.09998153129;
const expectedShortfall = 3.28568282022;

test("a loss distribution has the tail of its closed form, and its positions share the shortfall", async () => {
  const profitAndLoss = {
    horizonYears: 10 / 252,
    confidenceLevels: [0.95],
    drifts: [{ underlying: "share", rate: 0.08 }],
  };
  const { result } = await value(stack, straddle, {
    seed: 20_261_124n,
    stop: { case: "paths", value: BigInt(256 * blockPaths) },
    profitAndLoss,
  });
  expect(result?.paths).toBe(1_048_576n);
  const [tail] = result?.lossDistribution?.tails ?? [];
  const width = (tail?.valueAtRiskHigh ?? Number.NaN) - (tail?.valueAtRiskLow ?? Number.NaN);
  expect(Math.abs((tail?.valueAtRisk ?? Number.NaN) - valueAtRisk)).toBeLessThan(width);
  const shortfall = tail?.expectedShortfall ?? { value: Number.NaN, standardError: Number.NaN };
  expect(shortfall.standardError).toBeLessThan(0.01);
  expect(Math.abs(shortfall.value - expectedShortfall)).toBeLessThan(4.5 * shortfall.standardError);
  const shares = result?.positions.map(({ shortfalls }) => shortfalls[0]?.value ?? Number.NaN) ?? [];
  expect(shares).toHaveLength(2);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(shortfall.value, 10);
});
