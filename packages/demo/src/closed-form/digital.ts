import { forward, type Market, type Sign } from "./market.ts";
import { normalCdf } from "./normal.ts";

/** What a digital option pays where it pays: so much cash, in currency, or the asset itself. */
export type Pays = { cash: number } | "asset";

/** The value of a cash-or-nothing or an asset-or-nothing option (Reiner and Rubinstein 1991). */
export function digitalValue(market: Market, sign: Sign, strike: number, expiryYears: number, pays: Pays): number {
  const deviation = market.volatility * Math.sqrt(expiryYears);
  const mean = forward(market, expiryYears);
  const d1 = Math.log(mean / strike) / deviation + deviation / 2;
  const undiscounted = pays === "asset" ? mean * normalCdf(sign * d1) : pays.cash * normalCdf(sign * (d1 - deviation));
  return Math.exp(-market.rate * expiryYears) * undiscounted;
}
