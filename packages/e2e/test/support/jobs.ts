import type { Stack } from "../../src/stack.ts";
import { mixed, type NewPortfolio } from "./portfolios.ts";
import { blockPaths, blocks, type NewSpec, startValuation, watch } from "./valuations.ts";

/** A job with its size. */
export interface Job {
  readonly portfolio: NewPortfolio;
  readonly spec: NewSpec;
  readonly blockCount: number;
}

const trialSeconds = 2;

/**
 * A job of some four seconds: long enough to be disturbed while it runs. Engines differ tenfold between machines, so it has twice
 * the blocks that this stack does in two seconds.
 */
export async function longJob(stack: Stack): Promise<Job> {
  const { portfolio, spec } = endlessJob({ timeLimit: { seconds: BigInt(trialSeconds) } });
  const { last } = await watch(stack, await startValuation(stack, portfolio, spec));
  const done = Number(last.progress?.pathsDone ?? 0n) / blockPaths;
  if (done === 0)
    throw new Error(`${last.name} did no block in ${trialSeconds} s: ${last.error?.message ?? "no error"}`);
  const blockCount = 2 * done;
  return { portfolio, spec: blocks(blockCount), blockCount };
}

/** A job that would take hours: it ends only because something ends it. */
export function endlessJob(more: { timeLimit?: { seconds: bigint } } = {}): Job {
  const blockCount = 2 ** 24;
  return { portfolio: mixed(), spec: blocks(blockCount, more), blockCount };
}
