import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import type { Replica } from "../../src/stack.ts";
import { until } from "../../src/until.ts";

/** How much of a core a process may use that does nothing but answer health checks. */
const idleCores = 0.05;

/** How much of a core a process uses at the least that is at work: four times what an idle one may. */
const busyCores = 4 * idleCores;

/** Measures the cores that a replica uses over a second. */
async function coresUsed(replica: Replica): Promise<number> {
  const [from, before] = [performance.now(), await replica.usage()];
  await delay(1000);
  const [to, after] = [performance.now(), await replica.usage()];
  return (after.cpuSeconds - before.cpuSeconds) / ((to - from) / 1000);
}

/** Holds each replica to be idle over the second that begins one second from now. */
export async function expectIdleWithinASecond(replicas: readonly Replica[]): Promise<void> {
  await delay(1000);
  await Promise.all(
    replicas.map(async (replica) => {
      expect(await coresUsed(replica), `cores used by ${replica.component} ${replica.index}`).toBeLessThan(idleCores);
    }),
  );
}

/**
 * Waits until all replicas are at work in the same second, so that finding them idle later says something. Not the first second
 * has to be that one: a machine with other work gives an engine its share of the cores when it likes.
 */
export async function untilBusy(replicas: readonly Replica[]): Promise<void> {
  await until("every engine to be at work", async () => {
    const cores = await Promise.all(replicas.map(coresUsed));
    return cores.every((used) => used > busyCores);
  });
}
