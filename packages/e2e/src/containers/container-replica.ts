import { lastLines } from "../log-lines.ts";
import type { Replica } from "../stack.ts";
import { until } from "../until.ts";
import { containerLogs } from "./container-logs.ts";
import type { Container, ContainerStats } from "./engine.ts";

const readyWithinMs = 60_000;

/** A container as a replica. */
export function containerReplica(container: Container, component: string, index: number): Replica {
  const logs = () => containerLogs(container);
  const shown = async () => lastLines(await logs());
  return {
    component,
    index,
    logs,
    async signal(name) {
      await container.kill(name);
    },
    async exited(withinMs) {
      const state = await until(
        `${component} ${index} to end`,
        async () => {
          const { State } = await container.inspect();
          return State.Running ? undefined : State;
        },
        { withinMs },
      ).catch(async (cause: Error) => {
        throw new Error(`${cause.message}; its last lines:\n${await shown()}`, { cause });
      });
      return { code: state.ExitCode };
    },
    async start() {
      await container.start();
      await until(
        `${component} ${index} to be healthy`,
        async () => (await container.inspect()).State.Health?.Status === "healthy",
        { withinMs: readyWithinMs },
      ).catch(async (cause: Error) => {
        throw new Error(`${cause.message}; its last lines:\n${await shown()}`, { cause });
      });
    },
    async pause() {
      // Under load the kernel may not freeze every thread in the time that the engine gives it.
      await until(
        `${component} ${index} to stand still`,
        async () => {
          await container.pause();
          return true;
        },
        { withinMs: readyWithinMs },
      );
    },
    async resume() {
      await container.unpause();
    },
    async reaches(callee) {
      const exitCode = await container.exec(["/app", "healthcheck", callee]);
      return (await until(`${component} ${index} to answer`, exitCode)) === 0;
    },
    async usage() {
      const stats = await container.stats();
      return { cpuSeconds: stats.cpu_stats.cpu_usage.total_usage / 1e9, memoryBytes: heldMemory(stats) };
    },
  };
}

/** The usage that the limit is held against, without the file pages that the kernel would give up first. */
function heldMemory({ memory_stats: { usage, stats } }: ContainerStats): number {
  // The first name is that of version 1 of control groups, the second that of version 2.
  const cached = stats.total_inactive_file ?? stats.inactive_file ?? 0;
  return usage - cached;
}
