import { lognormalExchange } from "./exchange.ts";
import { forward, type Market, type Sign } from "./market.ts";

/** The value of a European option with a continuous dividend yield (Black and Scholes 1973, Merton 1973). */
export function europeanValue(market: Market, sign: Sign, strike: number, expiryYears: number): number {
  const variance = market.volatility ** 2 * expiryYears;
  return Math.exp(-market.rate * expiryYears) * lognormalExchange(sign, forward(market, expiryYears), strike, variance);
}
