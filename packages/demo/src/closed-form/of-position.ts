import { type AsianOption, Averaging, OptionType } from "@workspace/proto/risk/v1/instrument_pb";
import type { Portfolio, Position } from "@workspace/proto/risk/v1/portfolio_pb";
import { europeanValue } from "./black-scholes.ts";
import { geometricAveragePrice, geometricAverageStrike } from "./geometric-asian.ts";
import type { Market, Sign } from "./market.ts";

/** The exact value of one unit of a position, or null where no closed form is known. */
export function closedFormOf(portfolio: Portfolio, position: Position): number | null {
  const kind = position.instrument?.kind;
  if (kind?.case === undefined) return null;
  const market = marketOf(portfolio, kind.value.underlying);
  if (market === null) return null;
  switch (kind.case) {
    case "european":
      return europeanValue(market, signOf(kind.value.type), kind.value.strike, kind.value.expiryYears);
    case "asian":
      return asianValue(market, kind.value);
    default:
      // A newer file may hold kinds that this program does not know.
      return null;
  }
}

/** The dates on which an Asian option fixes the price, in years from now. */
export function fixingsOf(option: AsianOption): number[] {
  const { fixings } = option;
  switch (fixings.case) {
    case "even": {
      const { firstYears, lastYears, count } = fixings.value;
      return Array.from({ length: count }, (_, i) =>
        i === count - 1 ? lastYears : firstYears + (i * (lastYears - firstYears)) / (count - 1),
      );
    }
    case "listed":
      return fixings.value.years;
    default:
      return [];
  }
}

function asianValue(market: Market, option: AsianOption): number | null {
  const fixings = fixingsOf(option);
  // Over one fixing both means are the same.
  const exact = option.averaging === Averaging.GEOMETRIC || fixings.length === 1;
  if (!exact || fixings.length === 0) return null;
  const sign = signOf(option.type);
  return option.strikeKind.case === "strike"
    ? geometricAveragePrice(market, sign, option.strikeKind.value, fixings)
    : geometricAverageStrike(market, sign, fixings);
}

function marketOf(portfolio: Portfolio, id: string): Market | null {
  const underlying = portfolio.underlyings.find((candidate) => candidate.id === id);
  if (underlying === undefined) return null;
  const { spot, dividendYield, volatility } = underlying;
  return { spot, dividendYield, volatility, rate: portfolio.rate };
}

function signOf(type: OptionType): Sign {
  return type === OptionType.PUT ? -1 : 1;
}
