import { Averaging, OptionType } from "@workspace/proto/risk/v1/instrument_pb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { type Expected, expectNearReference } from "./support/estimates.ts";
import type { NewPortfolio } from "./support/portfolios.ts";
import { numberOf, optionType, referenceRows } from "./support/reference.ts";
import { blocks, value } from "./support/valuations.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await driver.start();
});
afterAll(() => stack[Symbol.asyncDispose]());

// The rate belongs to the portfolio, so the rows are valued rate by rate.
const european = Object.groupBy(referenceRows("ql_european_haug.csv"), ({ r }) => r ?? "");

test.each(Object.entries(european))(
  "European options agree with Haug's values at a rate of %s",
  async (rate, rows = []) => {
    expect(rows.length).toBeGreaterThan(0);
    const portfolio: NewPortfolio = {
      rate: Number(rate),
      underlyings: rows.map((row, i) => ({
        id: `u${i}`,
        spot: numberOf(row, "spot"),
        dividendYield: numberOf(row, "q"),
        volatility: numberOf(row, "vol"),
      })),
      positions: rows.map((row, i) => ({
        id: `p${i}`,
        quantity: 1,
        instrument: {
          kind: {
            case: "european",
            value: {
              underlying: `u${i}`,
              type: optionType(row.type),
              strike: numberOf(row, "strike"),
              expiryYears: numberOf(row, "t_eff"),
            },
          },
        },
      })),
    };
    const references = rows.map(
      (row, i): Expected => ({
        positionId: `p${i}`,
        spot: numberOf(row, "spot"),
        price: numberOf(row, "expected"),
      }),
    );
    expectNearReference(await value(stack, portfolio, blocks(256)), references);
  },
);

test("a geometric average-strike Asian option agrees with its closed form", async () => {
  const row = referenceRows("ql_asian_geometric.csv").find(({ kind }) => kind === "discrete_geometric") ?? {};
  const [maturity, count] = [numberOf(row, "T"), numberOf(row, "n_fixings")];
  const portfolio: NewPortfolio = {
    rate: numberOf(row, "r"),
    underlyings: [
      { id: "u", spot: numberOf(row, "spot"), dividendYield: numberOf(row, "q"), volatility: numberOf(row, "vol") },
    ],
    positions: [
      {
        id: "p",
        quantity: 1,
        instrument: {
          kind: {
            case: "asian",
            value: {
              underlying: "u",
              type: optionType(row.type),
              averaging: Averaging.GEOMETRIC,
              strikeKind: { case: "floatingStrike", value: true },
              fixings: { case: "even", value: { firstYears: maturity / count, lastYears: maturity, count } },
            },
          },
        },
      },
    ],
  };
  expectNearReference(await value(stack, portfolio, blocks(128)), [
    { positionId: "p", spot: numberOf(row, "spot"), price: numberOf(row, "expected") },
  ]);
});

test("arithmetic Asian options agree with values checked by an independent simulation", async () => {
  // The market and the length of the averaging stand in the table's header.
  const [spot, strike, lengthYears] = [90, 87, 11 / 12];
  const rows = referenceRows("asian_levy_check.csv");
  expect(rows).toHaveLength(15);
  const references: Expected[] = [];
  const positions = rows.flatMap((row, i) => {
    const first = numberOf(row, "t_first");
    const shared = {
      underlying: "u",
      averaging: Averaging.ARITHMETIC,
      fixings: {
        case: "even",
        value: { firstYears: first, lastYears: first + lengthYears, count: numberOf(row, "n") },
      },
    } as const;
    references.push(
      {
        positionId: `price${i}`,
        spot,
        price: numberOf(row, "check_avg_price_put"),
        standardError: numberOf(row, "se"),
      },
      {
        positionId: `strike${i}`,
        spot,
        price: numberOf(row, "check_avg_strike_call"),
        standardError: numberOf(row, "se2"),
      },
    );
    return [
      {
        id: `price${i}`,
        quantity: 1,
        instrument: {
          kind: {
            case: "asian",
            value: { ...shared, type: OptionType.PUT, strikeKind: { case: "strike", value: strike } },
          },
        },
      } as const,
      {
        id: `strike${i}`,
        quantity: 1,
        instrument: {
          kind: {
            case: "asian",
            value: { ...shared, type: OptionType.CALL, strikeKind: { case: "floatingStrike", value: true } },
          },
        },
      } as const,
    ];
  });
  const portfolio: NewPortfolio = {
    rate: 0.025,
    underlyings: [{ id: "u", spot, dividendYield: 0.06, volatility: 0.13 }],
    positions,
  };
  expectNearReference(await value(stack, portfolio, blocks(32)), references);
});
