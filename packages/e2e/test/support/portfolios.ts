import type { MessageInitShape } from "@bufbuild/protobuf";
import { Averaging, OptionType } from "@workspace/proto/risk/v1/instrument_pb";
import type { Portfolio, PortfolioSchema } from "@workspace/proto/risk/v1/portfolio_pb";

/** A portfolio as it is given to CreatePortfolio. */
export type NewPortfolio = Exclude<MessageInitShape<typeof PortfolioSchema>, Portfolio>;

/** The smallest valid portfolio: one European call. */
export function oneCall(): NewPortfolio {
  return {
    displayName: "one call",
    underlyings: [{ id: "acme", spot: 100, dividendYield: 0, volatility: 0.2 }],
    rate: 0.05,
    positions: [
      {
        id: "call",
        quantity: 1,
        instrument: {
          kind: { case: "european", value: { underlying: "acme", type: OptionType.CALL, strike: 100, expiryYears: 1 } },
        },
      },
    ],
  };
}

/**
 * Two correlated underlyings under European and Asian options: everything that the sum of a block depends on. Its cost grows
 * with the number of fixings.
 */
export function mixed(fixings = 64): NewPortfolio {
  const even = { case: "even", value: { firstYears: 1 / fixings, lastYears: 1, count: fixings } } as const;
  return {
    displayName: "mixed",
    underlyings: [
      { id: "acme", spot: 100, dividendYield: 0.01, volatility: 0.2 },
      { id: "bolt", spot: 50, dividendYield: 0, volatility: 0.35 },
    ],
    rate: 0.03,
    correlation: [{ values: [1, 0.5] }, { values: [0.5, 1] }],
    positions: [
      {
        id: "european-put",
        quantity: -3,
        instrument: {
          kind: { case: "european", value: { underlying: "bolt", type: OptionType.PUT, strike: 52, expiryYears: 1 } },
        },
      },
      {
        id: "asian-arithmetic",
        quantity: 10,
        instrument: {
          kind: {
            case: "asian",
            value: {
              underlying: "acme",
              type: OptionType.CALL,
              averaging: Averaging.ARITHMETIC,
              strikeKind: { case: "strike", value: 101 },
              fixings: even,
            },
          },
        },
      },
      {
        id: "asian-geometric",
        quantity: 2.5,
        instrument: {
          kind: {
            case: "asian",
            value: {
              underlying: "bolt",
              type: OptionType.PUT,
              averaging: Averaging.GEOMETRIC,
              strikeKind: { case: "floatingStrike", value: true },
              fixings: even,
            },
          },
        },
      },
    ],
  };
}
