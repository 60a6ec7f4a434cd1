import { normalCdf } from "./normal.ts";

/**
 * The undiscounted value of `max(sign * (A - B), 0)` for jointly lognormal A and B (or one of them a constant): Black's
 * formula, which is Margrabe's where both are random.
 *
 * @param sign 1 for a call on A, -1 for a put
 * @param meanA the expectation of A
 * @param meanB the expectation of B
 * @param variance the variance of `ln(A / B)`; 0 means that the ratio is certain
 */
export function lognormalExchange(sign: 1 | -1, meanA: number, meanB: number, variance: number): number {
  const deviation = Math.sqrt(Math.max(variance, 0));
  if (deviation === 0) return Math.max(sign * (meanA - meanB), 0);
  const d1 = Math.log(meanA / meanB) / deviation + deviation / 2;
  const d2 = d1 - deviation;
  return sign * (meanA * normalCdf(sign * d1) - meanB * normalCdf(sign * d2));
}
