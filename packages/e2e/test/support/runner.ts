import type { LogLine, Replica, Stack } from "../../src/stack.ts";
import { until } from "../../src/until.ts";

/** A run of a valuation, as the replica that carries it out logs it. */
export interface Run {
  readonly replica: Replica;
  /** From 1; each run of the same valuation has the next number. */
  readonly epoch: number;
  /** Paths that an earlier run had finished, and this one did not compute again. */
  readonly resumedPaths: bigint;
}

/** The runs of a valuation so far, the first one first. */
export async function runsOf(stack: Stack, valuation: string): Promise<Run[]> {
  const id = valuation.split("/").at(-1);
  const begins = (line: LogLine) => line.msg === "run begins" && line.valuation === id;
  const runs = await Promise.all(
    stack.replicas("risk").map(async (replica) =>
      (await replica.logs()).filter(begins).map((line) => ({
        replica,
        epoch: Number(line.epoch),
        resumedPaths: BigInt(Number(line.resumed_paths)),
      })),
    ),
  );
  return runs.flat().sort((a, b) => a.epoch - b.epoch);
}

/** Waits until some replica runs the valuation, and returns its latest run. */
export async function latestRun(stack: Stack, valuation: string): Promise<Run> {
  return until(`a replica to run ${valuation}`, async () => (await runsOf(stack, valuation)).at(-1));
}
