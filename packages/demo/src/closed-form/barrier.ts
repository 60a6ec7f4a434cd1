import { europeanValue } from "./black-scholes.ts";
import type { Market, Sign } from "./market.ts";
import { normalCdf } from "./normal.ts";

/** A barrier that is watched all the time. */
export interface Barrier {
  /** It is met where the price rises to it; otherwise, where the price falls to it. */
  above: boolean;
  /** Meeting it begins the option; otherwise, it ends it. */
  knocksIn: boolean;
  /** The price that is the barrier, in currency. */
  level: number;
  /** Paid when the barrier is met; where it begins the option, at expiry if it never was. In currency. */
  rebate: number;
}

/** The value of a European option with a barrier and a rebate (Reiner and Rubinstein 1991), in the letters of Haug's handbook. */
export function barrierValue(
  market: Market,
  sign: Sign,
  strike: number,
  expiryYears: number,
  barrier: Barrier,
): number {
  const { above, knocksIn, level, rebate } = barrier;
  const { spot, rate, dividendYield, volatility } = market;
  const side = above ? -1 : 1;
  if (side * (spot - level) <= 0) return knocksIn ? europeanValue(market, sign, strike, expiryYears) : rebate;

  const deviation = volatility * Math.sqrt(expiryYears);
  const mu = (rate - dividendYield) / volatility ** 2 - 0.5;
  const lambda = Math.sqrt(mu ** 2 + (2 * rate) / volatility ** 2);
  const distance = (ratio: number) => Math.log(ratio) / deviation + (1 + mu) * deviation;
  const asset = spot * Math.exp(-dividendYield * expiryYears);
  const cash = strike * Math.exp(-rate * expiryYears);
  const image = level / spot;
  const power = (exponent: number) => image ** exponent;
  /** The option's value on the paths that end beyond where `x` says, and on the mirror images of such paths. */
  const direct = (x: number) => sign * (asset * normalCdf(sign * x) - cash * normalCdf(sign * (x - deviation)));
  const mirrored = (y: number) =>
    sign * power(2 * mu) * (asset * power(2) * normalCdf(side * y) - cash * normalCdf(side * (y - deviation)));
  const a = direct(distance(spot / strike));
  const b = direct(distance(spot / level));
  const c = mirrored(distance(level ** 2 / (spot * strike)));
  const d = mirrored(distance(image));

  const strikeIsSafe = side * (strike - level) > 0;
  const begun = sign === side ? (strikeIsSafe ? c : a - b + d) : strikeIsSafe ? b - c + d : a;
  if (knocksIn) {
    const never = (ratio: number) => normalCdf(side * (distance(ratio) - deviation));
    return begun + rebate * Math.exp(-rate * expiryYears) * (never(1 / image) - power(2 * mu) * never(image));
  }
  const z = Math.log(image) / deviation + lambda * deviation;
  const met =
    power(mu + lambda) * normalCdf(side * z) + power(mu - lambda) * normalCdf(side * (z - 2 * lambda * deviation));
  return a - begun + rebate * met;
}
