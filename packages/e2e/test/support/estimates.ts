import type { Valuation } from "@workspace/proto/risk/v1/valuation_pb";
import { expect } from "vitest";

/** What the price of a position ought to be. */
export interface Expected {
  readonly positionId: string;
  readonly spot: number;
  readonly price: number;
  /** The standard error of `price` itself. Defaults to 0: it is exact. */
  readonly standardError?: number;
}

/** Holds each price to 4 standard errors of its reference, at a standard error below 0.05 % of spot. */
export function expectNearReference({ result }: Valuation, references: readonly Expected[]): void {
  for (const { positionId, spot, price, standardError = 0 } of references) {
    const estimate = result?.positions.find((position) => position.positionId === positionId)?.price;
    if (estimate === undefined) throw new Error(`${positionId} is not in the result`);
    const uncertainty = Math.hypot(estimate.standardError, standardError);
    expect(estimate.standardError / spot, `standard error of ${positionId} over spot`).toBeLessThan(0.0005);
    expect(
      Math.abs(estimate.value - price) / uncertainty,
      `${positionId}: ${estimate.value} against ${price}, in standard errors`,
    ).toBeLessThanOrEqual(4);
  }
}
