import type { Memory } from "./gateway.ts";
import { countKinds, type Failure } from "./judge.ts";

/** What a soak came to. */
export interface Outcome {
  readonly calls: number;
  readonly clients: number;
  readonly restarts: number;
  /** Lost with the upstream that they were on. */
  readonly lost: readonly Failure[];
  /** For no such reason. */
  readonly failed: readonly Failure[];
  /** When the first clients had come and gone, and at the end. */
  readonly memory: { readonly before: Memory; readonly after: Memory };
}

/** How much more the gateway may hold at the end than at the beginning. */
export const bounds = { heapBytes: 8 * 2 ** 20, resources: 8 };

/** What is wrong; empty where all is well. */
export function problemsOf({ calls, restarts, failed, memory: { before, after } }: Outcome): readonly string[] {
  const problems: string[] = [];
  if (calls === 0 || restarts === 0) problems.push("too short: nothing was called, or no upstream was killed");
  if (failed.length > 0) problems.push(`${failed.length} calls failed that were not on an upstream that was killed`);
  const heap = after.heapBytes - before.heapBytes;
  if (heap > bounds.heapBytes) {
    problems.push(`the heap grew by ${mebibytes(heap)}, more than ${mebibytes(bounds.heapBytes)}`);
  }
  const resources = after.resources - before.resources;
  if (resources > bounds.resources)
    problems.push(`${resources} more resources are open, more than ${bounds.resources}`);
  return problems;
}

export function reportOf(outcome: Outcome): string {
  const { calls, clients, restarts, lost, failed, memory } = outcome;
  const { before, after } = memory;
  const kinds = (failures: readonly Failure[]) => countKinds(failures).map(([kind, count]) => `    ${count} ${kind}`);
  return [
    `${calls.toLocaleString("en")} calls of ${clients.toLocaleString("en")} clients; ${restarts} times an upstream was killed`,
    `heap: ${mebibytes(before.heapBytes)} before, ${mebibytes(after.heapBytes)} after`,
    `resident: ${mebibytes(before.rssBytes)} before, ${mebibytes(after.rssBytes)} after`,
    `open resources: ${before.resources} before, ${after.resources} after`,
    `lost with the upstream that they were on: ${lost.length}`,
    ...kinds(lost),
    `failed otherwise: ${failed.length}`,
    ...kinds(failed),
  ].join("\n");
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
