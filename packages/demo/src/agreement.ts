import { Sampling } from "@workspace/proto/risk/v1/valuation_pb";
import type { Report } from "./report.ts";

/**
 * How many standard errors an estimate may lie away from its closed form. By chance alone one in 150,000 lies farther,
 * where the samples are many enough for the mean to be normal.
 */
export const DEVIATION_LIMIT = 4.5;

const BLOCK_PATHS = 4096;

/** Whether every estimate with a closed form is as near to it as chance allows. */
export function agreesWithClosedForms(report: Report): boolean {
  const limit = deviationLimit(report);
  const all = [...report.positions, ...(report.total === null ? [] : [report.total])];
  return all.every(({ deviation }) => deviation === null || Math.abs(deviation) <= limit);
}

/**
 * The limit of a report: of Sobol points a block is one sample, and of few samples the standard error is itself uncertain. What is
 * as rare of Student's distribution as the limit of the normal one is found by D. L. Wallace, "Bounds on Normal Approximations to
 * Student's and the Chi-Square Distributions", Annals of Mathematical Statistics 30 (1959), 1121-1130; of very few samples it is
 * larger than need be.
 */
export function deviationLimit({ paths, reduction }: Report): number {
  if (reduction.sampling !== Sampling.SOBOL) return DEVIATION_LIMIT;
  const freedom = paths / BLOCK_PATHS - 1;
  const scaled = DEVIATION_LIMIT * ((8 * freedom + 3) / (8 * freedom + 1));
  return Math.sqrt(freedom * Math.expm1(scaled ** 2 / freedom));
}
