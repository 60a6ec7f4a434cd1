import { setTimeout as delay } from "node:timers/promises";
import { manifestComponents, memoryLimit } from "../../src/manifest.ts";
import type { Replica, Stack } from "../../src/stack.ts";
import { until } from "../../src/until.ts";

/** Every replica of the stack. */
export function allReplicas(stack: Stack): Replica[] {
  return manifestComponents().flatMap(({ name }) => stack.replicas(name));
}

const keyOf = ({ component, index }: Replica) => `${component} ${index}`;

/** The memory that each replica holds now, in bytes. */
export async function memoryOf(stack: Stack): Promise<Map<string, number>> {
  const entries = allReplicas(stack).map(
    async (replica) => [keyOf(replica), (await replica.usage()).memoryBytes] as const,
  );
  return new Map(await Promise.all(entries));
}

/**
 * What a process may hold on to: V8 looks for unreachable buffers only when there are 64 MiB of them, and an allocator gives back
 * late, and in part. It tells a leak from that only after several times as much went through.
 */
const keptBytes = 120 * 2 ** 20;

/** Waits until each replica holds about what it held before. */
export async function expectMemoryBack(stack: Stack, before: ReadonlyMap<string, number>): Promise<void> {
  await until(
    `memory to come back to ${JSON.stringify([...before])}`,
    async () => {
      const grown = [...(await memoryOf(stack))].filter(([key, bytes]) => bytes > (before.get(key) ?? 0) + keptBytes);
      if (grown.length > 0) throw new Error(`still larger: ${JSON.stringify(grown)}`);
      return true;
    },
    { withinMs: 60_000, everyMs: 1000 },
  );
}

/** The share of its stated limit that a replica has reached at most. */
export interface Peak {
  readonly replica: string;
  readonly bytes: number;
  readonly limit: number;
}

/** Watches the memory of each replica while `work` is done, and gives the peaks. */
export async function peaksDuring(stack: Stack, work: () => Promise<void>): Promise<Peak[]> {
  const peaks = new Map<string, Peak>();
  const ended = new AbortController();
  const look = async () => {
    while (!ended.signal.aborted) {
      for (const replica of allReplicas(stack)) {
        const { memoryBytes } = await replica.usage();
        const bytes = Math.max(memoryBytes, peaks.get(keyOf(replica))?.bytes ?? 0);
        peaks.set(keyOf(replica), { replica: keyOf(replica), bytes, limit: memoryLimit(replica.component) });
      }
      await delay(200, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };
  const looking = look();
  try {
    await work();
  } finally {
    ended.abort();
  }
  await looking;
  return [...peaks.values()];
}
