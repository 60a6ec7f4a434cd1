import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import type { Replica } from "../../src/stack.ts";

/** How much of a core a process may use that does nothing but answer health checks. */
const idleCores = 0.05;

/** Measures the cores that a replica uses over a second. */
export async function coresUsed(replica: Replica): Promise<number> {
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

/** Holds the replicas to be at work, so that finding them idle later says something. */
export async function expectBusy(replicas: readonly Replica[]): Promise<void> {
  await Promise.all(
    replicas.map(async (replica) => {
      expect(await coresUsed(replica), `cores used by ${replica.component} ${replica.index}`).toBeGreaterThan(0.2);
    }),
  );
}
