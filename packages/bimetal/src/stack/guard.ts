import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { WatchdogMessage } from "./watchdog.ts";

/** Sees to it that nothing outlives this process, even one that is killed. */
export interface Guard {
  /** The watchdog's own process id. */
  readonly pid: number;
  /** From now on the process group `group` is ended with this process: asked by `signal`, then killed. */
  watch(group: number, signal: NodeJS.Signals): void;
  /** The process group has ended: its number may be another's soon. */
  forget(group: number): void;
  /** From now on the folder is removed at the end of this process. */
  removeAtEnd(folder: string): void;
  /** Lets the watchdog go; it first ends what is still watched. Resolves when all of that is done. */
  close(): Promise<void>;
}

/** Starts a watchdog: a small process in a session of its own that notices the end of this one by the end of a pipe. */
export function startGuard(): Guard {
  // The sources run as they are, and so does what is built from them.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const program = fileURLToPath(new URL(`./watchdog.${extension}`, import.meta.url));
  const watchdog = spawn(process.execPath, [program], { detached: true, stdio: ["pipe", "ignore", "ignore"], env: {} });
  const ended = new Promise<void>((resolve) => watchdog.once("close", () => resolve()));
  watchdog.on("error", () => undefined);
  // Ended by somebody: this process goes on without it.
  watchdog.stdin.on("error", () => undefined);
  watchdog.unref();
  const tell = (message: WatchdogMessage) => watchdog.stdin.write(`${JSON.stringify(message)}\n`);
  return {
    pid: watchdog.pid ?? 0,
    watch: (group, signal) => void tell({ group, signal }),
    forget: (gone) => void tell({ gone }),
    removeAtEnd: (remove) => void tell({ remove }),
    async close() {
      watchdog.ref();
      watchdog.stdin.end();
      await ended;
    },
  };
}
