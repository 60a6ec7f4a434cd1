import { readFileSync } from "node:fs";
import { create } from "@bufbuild/protobuf";
import { BarrierOption_Kind, BasketOption_Kind, OptionType } from "@workspace/proto/risk/v1/instrument_pb";
import { PortfolioSchema } from "@workspace/proto/risk/v1/portfolio_pb";
import { describe, expect, test } from "vitest";
import { barrierValue } from "./barrier.ts";
import { europeanValue } from "./black-scholes.ts";
import { digitalValue } from "./digital.ts";
import { geometricAveragePrice, geometricAverageStrike } from "./geometric-asian.ts";
import { closedFormOf } from "./of-position.ts";

/** The rows of a published table, by column name. */
function rows(file: string): Record<string, string>[] {
  const content = readFileSync(new URL(`../../testdata/${file}`, import.meta.url), "utf8");
  const [names = "", ...lines] = content.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const columns = names.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, at) => [columns[at] ?? "", cell])));
}

const sign = (type: string | undefined) => (type === "Put" ? -1 : 1);

describe("European options agree with Haug", () => {
  test.each(rows("ql_european_haug.csv"))("$type $strike on $spot", (row) => {
    const market = {
      spot: Number(row.spot),
      rate: Number(row.r),
      dividendYield: Number(row.q),
      volatility: Number(row.vol),
    };
    const value = europeanValue(market, sign(row.type), Number(row.strike), Number(row.t_eff));
    expect(Math.abs(value - Number(row.expected))).toBeLessThanOrEqual(Number(row.tol_abs));
  });
});

describe("options with barriers agree with Haug", () => {
  const european = rows("ql_barrier_haug.csv").filter(({ exercise }) => exercise === "european");
  test.each(european)("$barrier_type $type $strike, $barrier, $vol", (row) => {
    const market = {
      spot: Number(row.spot),
      rate: Number(row.r),
      dividendYield: Number(row.q),
      volatility: Number(row.vol),
    };
    const value = barrierValue(market, sign(row.type), Number(row.strike), Number(row.t_years), {
      above: /^Up/.test(row.barrier_type ?? ""),
      knocksIn: /In$/.test(row.barrier_type ?? ""),
      level: Number(row.barrier),
      rebate: Number(row.rebate),
    });
    expect(Math.abs(value - Number(row.expected))).toBeLessThanOrEqual(Number(row.tol_abs));
  });
});

test("a position with a barrier has an exact value where it is watched all the time and its rebate has one date", () => {
  const exact = (kind: BarrierOption_Kind, rebate: number, continuous: boolean) => {
    const option = {
      underlying: "a",
      type: OptionType.CALL,
      strike: 100,
      kind,
      level: 95,
      rebate,
      monitoring: { case: "listed" as const, value: { years: [0, 0.5] } },
      continuous,
    };
    const portfolio = create(PortfolioSchema, {
      rate: 0.08,
      underlyings: [{ id: "a", spot: 100, dividendYield: 0.04, volatility: 0.25 }],
      positions: [{ id: "p", quantity: 1, instrument: { kind: { case: "barrier", value: option } } }],
    });
    const [position] = portfolio.positions;
    return position && closedFormOf(portfolio, position);
  };
  expect(exact(BarrierOption_Kind.DOWN_IN, 3, true)).toBeCloseTo(4.0109, 4);
  expect(exact(BarrierOption_Kind.DOWN_OUT, 0, true)).toBeGreaterThan(0);
  expect(exact(BarrierOption_Kind.DOWN_OUT, 3, true)).toBeNull();
  expect(exact(BarrierOption_Kind.DOWN_IN, 3, false)).toBeNull();
});

test("a geometric average-strike option agrees with QuantLib", () => {
  const row = rows("ql_asian_geometric.csv").find(({ kind }) => kind === "discrete_geometric") ?? {};
  const market = {
    spot: Number(row.spot),
    rate: Number(row.r),
    dividendYield: Number(row.q),
    volatility: Number(row.vol),
  };
  // The row says fixings at 0.1, 0.2 ... 1; the program it comes from measures every time from the first of them.
  const fixings = Array.from({ length: 10 }, (_, i) => i / 10);
  const value = geometricAverageStrike(market, sign(row.type), fixings);
  expect(Math.abs(value - Number(row.expected))).toBeLessThanOrEqual(Number(row.tol_abs));
});

describe("options to exchange one asset for another agree with QuantLib's values of Margrabe's formula", () => {
  test.each(rows("ql_margrabe_european.csv"))("$Q1 of $s1 for $Q2 of $s2, $t_years, $v1, $v2, $rho", (row) => {
    const basket = {
      kind: BasketOption_Kind.SUM,
      // The order of the terms does not matter.
      terms: [
        { underlying: "b", weight: -Number(row.Q2) },
        { underlying: "a", weight: Number(row.Q1) },
      ],
      type: OptionType.CALL,
      strike: 0,
      expiryYears: Number(row.t_years),
    };
    const portfolio = create(PortfolioSchema, {
      rate: Number(row.r),
      underlyings: [
        { id: "a", spot: Number(row.s1), dividendYield: Number(row.q1), volatility: Number(row.v1) },
        { id: "b", spot: Number(row.s2), dividendYield: Number(row.q2), volatility: Number(row.v2) },
      ],
      correlation: [{ values: [1, Number(row.rho)] }, { values: [Number(row.rho), 1] }],
      positions: [
        { instrument: { kind: { case: "basket", value: basket } } },
        { instrument: { kind: { case: "basket", value: { ...basket, strike: 1 } } } },
      ],
    });
    const [exchange, spread] = portfolio.positions.map((position) => closedFormOf(portfolio, position));
    expect(Math.abs((exchange ?? Number.NaN) - Number(row.expected))).toBeLessThanOrEqual(Number(row.tol_abs));
    expect(spread).toBeNull();
  });
});

test("an option on a price whose variance moves has no closed form here", () => {
  const european = { underlying: "a", type: OptionType.CALL, strike: 100, expiryYears: 1 };
  const positions = [{ instrument: { kind: { case: "european" as const, value: european } } }];
  const flat = { id: "a", spot: 100, volatility: 0.2 };
  const heston = { meanReversion: 2, longRunVariance: 0.04, volatilityOfVariance: 0.5, correlation: -0.7 };
  const valueOn = (underlying: typeof flat & { heston?: typeof heston }) => {
    const portfolio = create(PortfolioSchema, { underlyings: [underlying], positions });
    return portfolio.positions.map((position) => closedFormOf(portfolio, position));
  };
  expect(valueOn(flat)).toEqual([expect.closeTo(7.966, 3)]);
  expect(valueOn({ ...flat, heston })).toEqual([null]);
});

test("over one fixing the mean is the price", () => {
  const market = { spot: 100, rate: 0.04, dividendYield: 0.02, volatility: 0.2 };
  for (const kind of [1, -1] as const) {
    expect(geometricAveragePrice(market, kind, 105, [0.5])).toBeCloseTo(europeanValue(market, kind, 105, 0.5), 12);
    expect(geometricAverageStrike(market, kind, [0.5])).toBe(0);
  }
});

test("what is above a strike and what is below it are the whole, and a digital pair is a European option", () => {
  const market = { spot: 100, rate: 0.04, dividendYield: 0.02, volatility: 0.2 };
  const cash = (kind: 1 | -1) => digitalValue(market, kind, 105, 0.5, { cash: 105 });
  const asset = (kind: 1 | -1) => digitalValue(market, kind, 105, 0.5, "asset");
  expect(cash(1) + cash(-1)).toBeCloseTo(105 * Math.exp(-0.04 * 0.5), 12);
  expect(asset(1) + asset(-1)).toBeCloseTo(100 * Math.exp(-0.02 * 0.5), 12);
  expect(asset(1) - cash(1)).toBeCloseTo(europeanValue(market, 1, 105, 0.5), 12);
});
