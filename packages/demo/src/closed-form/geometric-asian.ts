import { lognormalExchange } from "./exchange.ts";
import { forward, type Market, type Sign } from "./market.ts";

/**
 * The value of an average-price option on the geometric mean over discrete fixings, paid at the last of them.
 *
 * The mean of lognormal prices is itself lognormal, so Black's formula is exact for any fixings, today's included.
 *
 * @param fixings years from now, ascending, at least one after 0
 */
export function geometricAveragePrice(market: Market, sign: Sign, strike: number, fixings: readonly number[]): number {
  const mean = geometricMean(market, fixings);
  return discount(market, fixings) * lognormalExchange(sign, mean.expectation, strike, mean.variance);
}

/**
 * The value of an average-strike option on the geometric mean: a call pays max(S - G, 0), S the price at the last fixing.
 *
 * S and G are jointly lognormal: an exchange option in the sense of Margrabe (1978).
 *
 * @param fixings years from now, ascending, at least one after 0
 */
export function geometricAverageStrike(market: Market, sign: Sign, fixings: readonly number[]): number {
  const mean = geometricMean(market, fixings);
  const last = lastOf(fixings);
  const covariance = market.volatility ** 2 * average(fixings);
  const variance = market.volatility ** 2 * last + mean.variance - 2 * covariance;
  return discount(market, fixings) * lognormalExchange(sign, forward(market, last), mean.expectation, variance);
}

/** Expectation of the geometric mean, and variance of its logarithm. */
function geometricMean(market: Market, fixings: readonly number[]): { expectation: number; variance: number } {
  const n = fixings.length;
  // The sum of min(t_i, t_j) over all pairs: the i-th smallest (from 0) is the smaller one in 2 (n - i) - 1 of them.
  const sumOfMinima = fixings.reduce((sum, years, i) => sum + years * (2 * (n - i) - 1), 0);
  const variance = (market.volatility ** 2 * sumOfMinima) / n ** 2;
  const drift = market.rate - market.dividendYield - market.volatility ** 2 / 2;
  return { expectation: market.spot * Math.exp(drift * average(fixings) + variance / 2), variance };
}

function discount(market: Market, fixings: readonly number[]): number {
  return Math.exp(-market.rate * lastOf(fixings));
}

function lastOf(fixings: readonly number[]): number {
  return fixings.at(-1) ?? Number.NaN;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
