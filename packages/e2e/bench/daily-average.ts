import type { MessageInitShape } from "@bufbuild/protobuf";
import { Averaging, type JobSchema, OptionType } from "@workspace/proto/pricer/v1/job_pb";
import { Averaging as RiskAveraging, OptionType as RiskOptionType } from "@workspace/proto/risk/v1/instrument_pb";
import type { NewPortfolio } from "../test/support/portfolios.ts";

const dates = 252;
const [spot, strike, volatility, rate] = [100, 100, 0.2, 0.05];

/** A call on the average of a year's daily prices. */
export const dailyAverage: NewPortfolio = {
  displayName: "daily average",
  underlyings: [{ id: "acme", spot, dividendYield: 0, volatility }],
  rate,
  positions: [
    {
      id: "asian",
      quantity: 1,
      instrument: {
        kind: {
          case: "asian",
          value: {
            underlying: "acme",
            type: RiskOptionType.CALL,
            averaging: RiskAveraging.ARITHMETIC,
            strikeKind: { case: "strike", value: strike },
            fixings: { case: "even", value: { firstYears: 1 / dates, lastYears: 1, count: dates } },
          },
        },
      },
    },
  ],
};

/** The same for an engine. */
export const dailyAverageJob: MessageInitShape<typeof JobSchema> = {
  times: Array.from({ length: dates }, (_, i) => (i + 1) / dates),
  rate,
  underlyings: [{ spot, dividendYield: 0, volatility }],
  schedules: [{ steps: Array.from({ length: dates }, (_, i) => i + 1) }],
  positions: [
    {
      quantity: 1,
      payoff: {
        case: "asian",
        value: { underlying: 0, type: OptionType.CALL, averaging: Averaging.ARITHMETIC, strike, schedule: 0 },
      },
    },
  ],
};
