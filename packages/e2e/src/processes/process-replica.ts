import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { readProcessList, type Replica as StackReplica } from "bimetal";
import { lastLines } from "../log-lines.ts";
import { workspaceRoot } from "../manifest.ts";
import type { Replica } from "../stack.ts";
import { processUsage } from "./process-usage.ts";

/** A process as a replica. */
export function processReplica(replica: StackReplica): Replica {
  const { component, index } = replica;
  const name = `${component} ${index}`;
  /** Whether it was told to end, and may not have yet. */
  let ending = false;
  return {
    component,
    index,
    async signal(signal) {
      replica.signal(signal);
      ending = true;
    },
    async exited(withinMs) {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => {
        const lines = lastLines(replica.logs);
        late.reject(new Error(`waited ${withinMs} ms for ${name} to end; its last lines:\n${lines}`));
      }, withinMs);
      try {
        const { code } = await Promise.race([replica.exited, late.promise]);
        return { code };
      } finally {
        clearTimeout(timer);
      }
    },
    async start() {
      if (ending) await replica.exited;
      ending = false;
      await replica.start();
    },
    async pause() {
      replica.signal("SIGSTOP");
    },
    async resume() {
      replica.signal("SIGCONT");
    },
    async usage() {
      if (replica.pid === undefined) throw new Error(`${name} does not run`);
      return processUsage(replica.pid);
    },
    async reaches(callee) {
      const entry = readProcessList(workspaceRoot).find(({ name }) => name === component);
      const [program = "", ...args] = entry?.run ?? [];
      const env = { ...process.env, LISTEN_ADDRESS: replica.address };
      const check = spawn(join(workspaceRoot, program), [...args, "healthcheck", callee], { env, stdio: "ignore" });
      const [code] = await once(check, "exit");
      return code === 0;
    },
    async logs() {
      return [...replica.logs];
    },
  };
}
