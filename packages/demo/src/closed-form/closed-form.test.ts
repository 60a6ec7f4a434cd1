import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { europeanValue } from "./black-scholes.ts";
import { geometricAveragePrice, geometricAverageStrike } from "./geometric-asian.ts";

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

test("over one fixing the mean is the price", () => {
  const market = { spot: 100, rate: 0.04, dividendYield: 0.02, volatility: 0.2 };
  for (const kind of [1, -1] as const) {
    expect(geometricAveragePrice(market, kind, 105, [0.5])).toBeCloseTo(europeanValue(market, kind, 105, 0.5), 12);
    expect(geometricAverageStrike(market, kind, [0.5])).toBe(0);
  }
});
