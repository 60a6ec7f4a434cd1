import { mixed, type NewPortfolio } from "./portfolios.ts";
import { blocks, type NewSpec } from "./valuations.ts";

/** A job with its size. */
export interface Job {
  readonly portfolio: NewPortfolio;
  readonly spec: NewSpec;
  readonly blockCount: number;
}

/** A job of some seconds on two cores: long enough to be disturbed while it runs. */
export function longJob(): Job {
  const blockCount = 1536;
  return { portfolio: mixed(), spec: blocks(blockCount), blockCount };
}

/** A job that would take hours: it ends only because something ends it. */
export function endlessJob(more: { timeLimit?: { seconds: bigint } } = {}): Job {
  const blockCount = 2 ** 24;
  return { portfolio: mixed(), spec: blocks(blockCount, more), blockCount };
}
