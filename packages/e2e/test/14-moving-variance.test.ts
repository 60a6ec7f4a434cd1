import { BarrierOption_Kind, OptionType } from "@workspace/proto/risk/v1/instrument_pb";
import { Estimator, Greek } from "@workspace/proto/risk/v1/valuation_pb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { expectNearReference } from "./support/estimates.ts";
import type { NewPortfolio } from "./support/portfolios.ts";
import { blocks, value } from "./support/valuations.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await driver.start();
});
afterAll(() => stack[Symbol.asyncDispose]());

test("a call on a price whose variance moves has its published value, and all greeks", async () => {
  // The second case of Broadie and Kaya, "Exact Simulation of Stochastic Volatility", Operations Research 54 (2006).
  const portfolio: NewPortfolio = {
    rate: 0.0319,
    underlyings: [
      {
        id: "share",
        spot: 100,
        volatility: Math.sqrt(0.010201),
        heston: { meanReversion: 6.21, longRunVariance: 0.019, volatilityOfVariance: 0.61, correlation: -0.7 },
      },
    ],
    positions: [
      {
        id: "call",
        quantity: 1,
        instrument: {
          kind: {
            case: "european",
            value: { underlying: "share", type: OptionType.CALL, strike: 100, expiryYears: 1 },
          },
        },
      },
    ],
  };
  const greeks = [Greek.DELTA, Greek.VEGA, Greek.RHO, Greek.GAMMA, Greek.THETA];
  const valuation = await value(stack, portfolio, blocks(256, { greeks }));
  expectNearReference(valuation, [{ positionId: "call", spot: 100, price: 6.8061 }]);
  expect(valuation.result?.positions[0]?.greeks.map(({ greek, estimator }) => [greek, estimator])).toEqual([
    [Greek.DELTA, Estimator.PATHWISE],
    [Greek.VEGA, Estimator.COMMON_RANDOM_NUMBERS],
    [Greek.RHO, Estimator.PATHWISE],
    [Greek.GAMMA, Estimator.COMMON_RANDOM_NUMBERS],
    [Greek.THETA, Estimator.COMMON_RANDOM_NUMBERS],
  ]);
  const mirrored = await value(stack, portfolio, blocks(256, { antithetic: true }));
  expectNearReference(mirrored, [{ positionId: "call", spot: 100, price: 6.8061 }]);
  const errorOf = ({ result }: typeof mirrored) => result?.positions[0]?.price?.standardError ?? Number.NaN;
  expect(errorOf(mirrored)).toBeLessThan(0.65 * errorOf(valuation));
});

test("a barrier and an early exercise have the values of finite differences where the variance moves", async () => {
  // As QuantLib tests its own, to 0.01: fdheston.cpp, testFdmHestonBarrier and testFdmHestonAmerican.
  const portfolio: NewPortfolio = {
    rate: 0.05,
    underlyings: [
      {
        id: "share",
        spot: 100,
        volatility: 0.2,
        heston: { meanReversion: 2.5, longRunVariance: 0.04, volatilityOfVariance: 0.66, correlation: -0.8 },
      },
    ],
    positions: [
      {
        id: "call",
        quantity: 1,
        instrument: {
          kind: {
            case: "barrier",
            value: {
              underlying: "share",
              type: OptionType.CALL,
              strike: 100,
              kind: BarrierOption_Kind.UP_OUT,
              level: 135,
              monitoring: { case: "listed", value: { years: [0, 1] } },
              continuous: true,
            },
          },
        },
      },
      {
        id: "put",
        quantity: 1,
        instrument: {
          kind: {
            case: "american",
            value: {
              underlying: "share",
              type: OptionType.PUT,
              strike: 100,
              exercises: { case: "even", value: { firstYears: 1 / 64, lastYears: 1, count: 64 } },
            },
          },
        },
      },
    ],
  };
  const valuation = await value(stack, portfolio, blocks(256, { greeks: [Greek.DELTA, Greek.RHO, Greek.VEGA] }));
  // What dates instead of any time and the policy may leave is counted as an error of the reference.
  expectNearReference(valuation, [
    { positionId: "call", spot: 100, price: 9.153, standardError: 0.0025 },
    { positionId: "put", spot: 100, price: 5.6603, standardError: 0.01 },
  ]);
  expect(valuation.result?.positions[0]?.greeks.map(({ estimator }) => estimator)).toEqual([
    Estimator.PATHWISE,
    Estimator.PATHWISE,
    Estimator.COMMON_RANDOM_NUMBERS,
  ]);
});
