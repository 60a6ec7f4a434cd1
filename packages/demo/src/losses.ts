import type { Valuation } from "@workspace/proto/risk/v1/valuation_pb";

/** The levels of which the tails are asked for. */
export const LEVELS: readonly number[] = [0.95, 0.975, 0.99];

/** An estimate and its standard error, in currency. */
export interface Uncertain {
  estimate: number;
  standardError: number;
}

/** The worst scenarios, the share 1 - level of all; losses in currency. */
export interface TailReport {
  level: number;
  valueAtRisk: number;
  /** The 95 % interval of the value at risk. */
  low: number;
  high: number;
  expectedShortfall: Uncertain;
}

/** What a portfolio may lose until a horizon; in currency. */
export interface LossReport {
  horizonYears: number;
  /** What the portfolio is worth now. */
  value: number;
  mean: Uncertain;
  standardDeviation: number;
  tails: TailReport[];
  /** What each position adds to the expected shortfall of each tail; none before the tails are attributed. */
  shares: { id: string; shortfalls: Uncertain[] }[];
  /** How many scenarios lose so much: bins of equal width, the first from `low` on. */
  histogram: { low: number; width: number; counts: number[] };
}

/** What a valuation has found of a loss distribution; undefined where it was not asked for one, or has none yet. */
export function lossesOf({ spec, result }: Valuation): LossReport | undefined {
  const found = result?.lossDistribution;
  if (found === undefined) return undefined;
  return {
    horizonYears: spec?.profitAndLoss?.horizonYears ?? Number.NaN,
    value: found.value,
    mean: uncertain(found.mean),
    standardDeviation: found.standardDeviation,
    tails: found.tails.map((tail) => ({
      level: tail.confidenceLevel,
      valueAtRisk: tail.valueAtRisk,
      low: tail.valueAtRiskLow,
      high: tail.valueAtRiskHigh,
      expectedShortfall: uncertain(tail.expectedShortfall),
    })),
    shares: (result?.positions ?? []).map(({ positionId, shortfalls }) => ({
      id: positionId,
      shortfalls: shortfalls.map(uncertain),
    })),
    histogram: {
      low: found.histogram?.low ?? Number.NaN,
      width: found.histogram?.width ?? 0,
      counts: (found.histogram?.counts ?? []).map(Number),
    },
  };
}

function uncertain(estimate: { value: number; standardError: number } | undefined): Uncertain {
  return { estimate: estimate?.value ?? Number.NaN, standardError: estimate?.standardError ?? Number.NaN };
}
