/** What a closed form has to know of one underlying that follows geometric Brownian motion. */
export interface Market {
  /** Today's price, in currency. */
  spot: number;
  /** The risk-free rate, continuously compounded per year. */
  rate: number;
  /** The continuous dividend yield per year. */
  dividendYield: number;
  /** The volatility per square root of a year. */
  volatility: number;
}

/** 1 for a call, -1 for a put: the sign of the price's effect on the payoff. */
export type Sign = 1 | -1;

/** The expected price at `years`, under the measure that options are valued in. */
export function forward(market: Market, years: number): number {
  return market.spot * Math.exp((market.rate - market.dividendYield) * years);
}
