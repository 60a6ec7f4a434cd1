import {
  type AsianOption,
  Averaging,
  type BarrierOption,
  BarrierOption_Kind,
  type BasketOption,
  BasketOption_Kind,
  OptionType,
} from "@workspace/proto/risk/v1/instrument_pb";
import type { Portfolio, Position } from "@workspace/proto/risk/v1/portfolio_pb";
import { barrierValue } from "./barrier.ts";
import { europeanValue } from "./black-scholes.ts";
import { digitalValue } from "./digital.ts";
import { lognormalExchange } from "./exchange.ts";
import { geometricAveragePrice, geometricAverageStrike } from "./geometric-asian.ts";
import { forward, type Market, type Sign } from "./market.ts";

/** The exact value of one unit of a position, or null where no closed form is known. */
export function closedFormOf(portfolio: Portfolio, position: Position): number | null {
  const kind = position.instrument?.kind;
  switch (kind?.case) {
    case "european": {
      const { underlying, type, strike, expiryYears } = kind.value;
      return onMarket(portfolio, underlying, (market) => europeanValue(market, signOf(type), strike, expiryYears));
    }
    case "asian":
      return onMarket(portfolio, kind.value.underlying, (market) => asianValue(market, kind.value));
    case "digital": {
      const { underlying, type, strike, expiryYears, pays } = kind.value;
      const paid = pays.case === "cash" ? { cash: pays.value } : "asset";
      return onMarket(portfolio, underlying, (market) => digitalValue(market, signOf(type), strike, expiryYears, paid));
    }
    case "basket":
      return exchangeValue(portfolio, kind.value);
    case "barrier":
      return onMarket(portfolio, kind.value.underlying, (market) => continuousBarrierValue(market, kind.value));
    default:
      // Over discrete dates a lookback has none; and a newer file may hold kinds that this program does not know.
      return null;
  }
}

/** The dates on which an Asian option fixes the price, in years from now. */
export function fixingsOf(option: AsianOption): number[] {
  return datesOf(option.fixings);
}

function datesOf(fixings: AsianOption["fixings"] | BarrierOption["monitoring"]): number[] {
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

/**
 * Only a barrier that is watched all the time has a closed form. The engines pay the rebate of an out option a little late, so that
 * it has none here either.
 */
function continuousBarrierValue(market: Market, option: BarrierOption): number | null {
  const { kind, level, rebate, type, strike } = option;
  const expiryYears = datesOf(option.monitoring).at(-1);
  const knocksIn = kind === BarrierOption_Kind.DOWN_IN || kind === BarrierOption_Kind.UP_IN;
  if (!option.continuous || expiryYears === undefined || (rebate > 0 && !knocksIn)) return null;
  const above = kind === BarrierOption_Kind.UP_OUT || kind === BarrierOption_Kind.UP_IN;
  return barrierValue(market, signOf(type), strike, expiryYears, { above, knocksIn, level, rebate });
}

/** A spread of strike 0 is an exchange of one asset for another, which Margrabe's formula values. No other basket has one here. */
function exchangeValue(portfolio: Portfolio, { kind, terms, type, strike, expiryYears }: BasketOption): number | null {
  const [long, short] = [...terms].sort((a, b) => b.weight - a.weight);
  if (kind !== BasketOption_Kind.SUM || terms.length !== 2 || strike !== 0 || !long || !short) return null;
  if (!(long.weight > 0 && short.weight < 0)) return null;
  const correlation = correlationOf(portfolio, long.underlying, short.underlying);
  return onMarket(portfolio, long.underlying, (a) =>
    onMarket(portfolio, short.underlying, (b) => {
      const variance = a.volatility ** 2 + b.volatility ** 2 - 2 * correlation * a.volatility * b.volatility;
      const [meanA, meanB] = [long.weight * forward(a, expiryYears), -short.weight * forward(b, expiryYears)];
      const undiscounted = lognormalExchange(signOf(type), meanA, meanB, variance * expiryYears);
      return Math.exp(-portfolio.rate * expiryYears) * undiscounted;
    }),
  );
}

function correlationOf({ underlyings, correlation }: Portfolio, a: string, b: string): number {
  const [row, column] = [a, b].map((id) => underlyings.findIndex((candidate) => candidate.id === id));
  return correlation[row ?? -1]?.values[column ?? -1] ?? 0;
}

function onMarket(portfolio: Portfolio, id: string, valueOn: (market: Market) => number | null): number | null {
  const underlying = portfolio.underlyings.find((candidate) => candidate.id === id);
  // Where the variance moves, the price is not lognormal.
  if (underlying === undefined || underlying.heston !== undefined) return null;
  const { spot, dividendYield, volatility } = underlying;
  return valueOn({ spot, dividendYield, volatility, rate: portfolio.rate });
}

function signOf(type: OptionType): Sign {
  return type === OptionType.PUT ? -1 : 1;
}
