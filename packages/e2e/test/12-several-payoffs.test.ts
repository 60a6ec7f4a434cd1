import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  Averaging,
  BarrierOption_Kind,
  BasketOption_Kind,
  type Instrument,
  type InstrumentSchema,
  OptionType,
} from "@workspace/proto/risk/v1/instrument_pb";
import { Estimator, Greek, Sampling, type Valuation } from "@workspace/proto/risk/v1/valuation_pb";
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

type NewUnderlyings = NonNullable<NewPortfolio["underlyings"]>;
type NewKind = NonNullable<Exclude<MessageInitShape<typeof InstrumentSchema>, Instrument>["kind"]>;

const rate = 0.05;

// Options on the difference of two prices; each pair is independent of the others.
const spreads = referenceRows("ql_basket_spread_benchmarks.csv").filter(
  ({ weights, r, T_years }) => weights === "1.0 -1.0" && Number(r) === rate && T_years === "1",
);

// All of them are on the same share.
const others = referenceRows("digital_lookback_check.csv");

function pairOf(row: Record<string, string>, i: number): NewUnderlyings {
  const numbers = (column: string) => (row[column] ?? "").split(" ").map(Number);
  const [spots, volatilities, yields] = [numbers("spots"), numbers("vols"), numbers("q")];
  return ["long", "short"].map((side, k) => ({
    id: `${side}${i}`,
    spot: spots[k] ?? Number.NaN,
    volatility: volatilities[k] ?? Number.NaN,
    dividendYield: yields[k] ?? Number.NaN,
  }));
}

function spreadOf(row: Record<string, string>, i: number): NewKind {
  return {
    case: "basket",
    value: {
      kind: BasketOption_Kind.SUM,
      terms: [
        { underlying: `long${i}`, weight: 1 },
        { underlying: `short${i}`, weight: -1 },
      ],
      type: optionType(row.type),
      strike: numberOf(row, "strike"),
      expiryYears: numberOf(row, "T_years"),
    },
  };
}

function otherOf(row: Record<string, string>): NewKind {
  const [underlying, type, expiryYears] = ["share", optionType(row.type), numberOf(row, "T")];
  if (row.kind === "lookback_floating") {
    return {
      case: "lookback",
      value: {
        underlying,
        type,
        strikeKind: { case: "floatingStrike", value: true },
        fixings: { case: "even", value: { firstYears: 0, lastYears: expiryYears, count: 3 } },
      },
    };
  }
  return {
    case: "digital",
    value: {
      underlying,
      type,
      strike: numberOf(row, "strike"),
      expiryYears,
      pays:
        row.kind === "cash_or_nothing"
          ? { case: "cash", value: numberOf(row, "cash") }
          : { case: "asset", value: true },
    },
  };
}

/** Pairs beside each other with their correlation, and independent of all else. */
function blockDiagonal(correlations: readonly number[], singles: number) {
  const size = 2 * correlations.length + singles;
  return Array.from({ length: size }, (_, i) => ({
    values: Array.from({ length: size }, (_, j) => {
      if (i === j) return 1;
      return i >> 1 === j >> 1 ? (correlations[i >> 1] ?? 0) : 0;
    }),
  }));
}

test("spread, digital and lookback options agree with their values, antithetic, and each greek says what it is to", async () => {
  expect([spreads.length, others.length]).toEqual([7, 6]);
  const kinds = [...spreads.map(spreadOf), ...others.map(otherOf)];
  const positions = kinds.map((kind, i) => ({ id: `p${i}`, quantity: 1, instrument: { kind } }));
  const [share = {}] = others;
  const portfolio: NewPortfolio = {
    rate,
    underlyings: [
      ...spreads.flatMap(pairOf),
      {
        id: "share",
        spot: numberOf(share, "spot"),
        volatility: numberOf(share, "vol"),
        dividendYield: numberOf(share, "q"),
      },
    ],
    correlation: blockDiagonal(
      spreads.map((row) => Number((row.correlation ?? "").replace("const ", ""))),
      1,
    ),
    positions,
  };
  const valuation = await value(stack, portfolio, blocks(256, { antithetic: true, greeks: [Greek.DELTA, Greek.RHO] }));
  const prices = [
    ...spreads.map((row) => numberOf(row, "reference")),
    ...others.map((row) => numberOf(row, "expected")),
  ];
  expectNearReference(
    valuation,
    prices.map((price, i): Expected => ({ positionId: `p${i}`, spot: 100, price })),
  );

  const greeksOf = (kind: string) =>
    valuation.result?.positions[kinds.findIndex((found) => found.case === kind)]?.greeks.map(
      ({ greek, underlying, estimator }) => [greek, underlying, estimator],
    );
  expect(greeksOf("basket")).toEqual([
    [Greek.DELTA, "long0", Estimator.PATHWISE],
    [Greek.DELTA, "short0", Estimator.PATHWISE],
    [Greek.RHO, "", Estimator.PATHWISE],
  ]);
  expect(greeksOf("digital")).toEqual([
    [Greek.DELTA, "share", Estimator.LIKELIHOOD_RATIO],
    [Greek.RHO, "", Estimator.LIKELIHOOD_RATIO],
  ]);
  expect(greeksOf("lookback")).toEqual([
    [Greek.DELTA, "share", Estimator.PATHWISE],
    [Greek.RHO, "", Estimator.PATHWISE],
  ]);
});

test("averages keep their values with control variates and take a twentieth of the paths", async () => {
  // The market and the length of the averaging stand in the table's header.
  const rows = referenceRows("asian_levy_check.csv").filter(({ n }) => n === "26");
  expect(rows).toHaveLength(3);
  const portfolio: NewPortfolio = {
    rate: 0.025,
    underlyings: [{ id: "share", spot: 90, volatility: 0.13, dividendYield: 0.06 }],
    positions: rows.map((row, i) => {
      const firstYears = numberOf(row, "t_first");
      const kind: NewKind = {
        case: "asian",
        value: {
          underlying: "share",
          type: OptionType.PUT,
          averaging: Averaging.ARITHMETIC,
          strikeKind: { case: "strike", value: 87 },
          fixings: { case: "even", value: { firstYears, lastYears: firstYears + 11 / 12, count: 26 } },
        },
      };
      return { id: `p${i}`, quantity: 1, instrument: { kind } };
    }),
  };
  const plain = await value(stack, portfolio, blocks(64));
  const controlled = await value(stack, portfolio, blocks(64, { controlVariates: true }));
  expectNearReference(
    controlled,
    rows.map(
      (row, i): Expected => ({
        positionId: `p${i}`,
        spot: 90,
        price: numberOf(row, "check_avg_price_put"),
        standardError: numberOf(row, "se"),
      }),
    ),
  );
  for (const [i, { price }] of (controlled.result?.positions ?? []).entries()) {
    const error = plain.result?.positions[i]?.price?.standardError ?? Number.NaN;
    expect(20 * (price?.standardError ?? Number.NaN) ** 2).toBeLessThan(error ** 2);
  }
});

test("an average of Sobol points agrees with its value, much closer than of as many pseudo-random paths", async () => {
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
  const [points, pseudo] = [
    await value(stack, portfolio, blocks(64, { sampling: Sampling.SOBOL })),
    await value(stack, portfolio, blocks(64)),
  ];
  // Margrabe's formula for the price against its geometric average at these dates. The row's own value, 4.97109, is 0.3 % higher, which
  // pseudo-random paths do not tell.
  expectNearReference(points, [{ positionId: "p", spot: numberOf(row, "spot"), price: 4.956201596 }]);
  expect(points.result?.paths).toBe(pseudo.result?.paths);
  const errorOf = ({ result }: Valuation) => result?.total?.standardError ?? Number.NaN;
  expect(errorOf(points)).toBeLessThan(errorOf(pseudo) / 8);
  const refusal = value(stack, portfolio, blocks(2, { sampling: Sampling.SOBOL, antithetic: true }));
  await expect(refusal).rejects.toThrow(/Sobol points are not mirrored/);
});

// Begun by a barrier, for their rebate is paid at expiry, whatever the dates that the barrier is watched on.
const begun = referenceRows("ql_barrier_haug.csv").filter(
  ({ barrier_type, exercise, vol }) => /In$/.test(barrier_type ?? "") && exercise === "european" && vol === "0.25",
);

test("options begun by a barrier that is watched all the time agree with Haug in one step, and are pathwise", async () => {
  expect(begun.length).toBe(8);
  const [first = {}] = begun;
  const portfolio: NewPortfolio = {
    rate: numberOf(first, "r"),
    underlyings: [
      {
        id: "share",
        spot: numberOf(first, "spot"),
        volatility: numberOf(first, "vol"),
        dividendYield: numberOf(first, "q"),
      },
    ],
    positions: begun.map((row, i) => ({
      id: `p${i}`,
      quantity: 1,
      instrument: {
        kind: {
          case: "barrier",
          value: {
            underlying: "share",
            type: optionType(row.type),
            strike: numberOf(row, "strike"),
            kind: row.barrier_type === "UpIn" ? BarrierOption_Kind.UP_IN : BarrierOption_Kind.DOWN_IN,
            level: numberOf(row, "barrier"),
            rebate: numberOf(row, "rebate"),
            monitoring: { case: "listed", value: { years: [0, numberOf(row, "t_years")] } },
            continuous: true,
          },
        },
      },
    })),
  };
  const valuation = await value(stack, portfolio, blocks(256, { greeks: [Greek.DELTA] }));
  expectNearReference(
    valuation,
    begun.map((row, i): Expected => ({ positionId: `p${i}`, spot: 100, price: numberOf(row, "expected") })),
  );
  const estimators = valuation.result?.positions.flatMap(({ greeks }) => greeks.map(({ estimator }) => estimator));
  expect(estimators).toEqual(begun.map(() => Estimator.PATHWISE));
});

// Puts that may be exercised on 50 dates a year, each on a share of its own.
const puts = referenceRows("ls2001_table1_american_put.csv");

/** What the exercise that an engine finds may be short of the best one, as a part of the value. */
const leftByThePolicy = 0.003;

test("options that may be exercised early agree with their values", async () => {
  expect(puts).toHaveLength(10);
  const portfolio: NewPortfolio = {
    rate: 0.06,
    underlyings: puts.map((row, i) => ({ id: `s${i}`, spot: numberOf(row, "spot"), volatility: numberOf(row, "vol") })),
    positions: puts.map((row, i) => {
      const years = numberOf(row, "T");
      const exercises = { case: "even", value: { firstYears: 1 / 50, lastYears: years, count: 50 * years } } as const;
      const put = { underlying: `s${i}`, type: OptionType.PUT, strike: numberOf(row, "strike"), exercises };
      return { id: `p${i}`, quantity: 1, instrument: { kind: { case: "american", value: put } } };
    }),
  };
  const valuation = await value(stack, portfolio, blocks(64, { antithetic: true, greeks: [Greek.DELTA] }));
  for (const [i, { price, greeks }] of (valuation.result?.positions ?? []).entries()) {
    const [expected, error] = [numberOf(puts[i] ?? {}, "check_bermudan50"), price?.standardError ?? Number.NaN];
    expect(price?.value).toBeLessThan(expected + 5 * error);
    expect(price?.value).toBeGreaterThan(expected * (1 - leftByThePolicy) - 5 * error);
    expect(greeks[0]?.estimator).toBe(Estimator.PATHWISE);
    expect(greeks[0]?.estimate?.value).toBeLessThan(0);
  }
});
