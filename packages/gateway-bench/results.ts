import type { Measurement, Scenario, Subject } from "./scenarios.ts";

/** What one subject came to in one scenario: a measurement for each round, or why there is none. */
export interface Row {
  readonly subject: Subject;
  readonly rounds: Measurement[];
  failure?: string;
}

/** A scenario with what was measured. */
export interface Result {
  readonly scenario: Scenario;
  readonly rows: readonly Row[];
}

/** The median over the rounds; undefined where a round failed. */
export function medianOf(results: readonly Result[], scenario: string, subject: Subject): number | undefined {
  const row = results.find((result) => result.scenario.name === scenario)?.rows.find((one) => one.subject === subject);
  if (row === undefined || row.failure !== undefined || row.rounds.length === 0) return undefined;
  const sorted = row.rounds.map(({ value }) => value).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}
