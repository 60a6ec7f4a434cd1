/** What a run of the suite came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Failed, and may. */
  readonly knownToFail: number;
}

export const nothingCounted: Counts = { passed: 0, failed: 0, knownToFail: 0 };

/** The counts after a line that connectconformance has written. */
export function countLine(counts: Counts, line: string): Counts {
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? [];
  if (passed !== undefined) return { ...counts, passed: Number(passed), failed: Number(failed) };
  const [, knownToFail] = /^\(Another (\d+) failed as expected/.exec(line) ?? [];
  return knownToFail === undefined ? counts : { ...counts, knownToFail: Number(knownToFail) };
}
