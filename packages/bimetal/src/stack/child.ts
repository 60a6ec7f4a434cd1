import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import type { Guard } from "./guard.ts";
import type { Exit } from "./model.ts";

/** What to run. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As whom, where that is not the user of this process. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What asks it to stop. Defaults to SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
}

/** A running, or ended, process that leads a process group of its own, so that a terminal's Ctrl-C does not reach it. */
export interface Child {
  /** Undefined where it could not be started. */
  readonly pid: number | undefined;
  /** Resolves when it has ended and all its output was read. One that could not be started has ended with 127. */
  readonly exited: Promise<Exit>;
  /** Sends a signal to it alone. False where it has ended. */
  signal(name: NodeJS.Signals): boolean;
  /** Asks it to stop, kills its group where that takes longer than `withinMs`, and waits for the end. */
  stop(withinMs: number): Promise<Exit>;
  /** Ends its whole group at once. */
  killGroup(): void;
}

/** Starts a program under the guard; `onLine` gets each line of its output and errors. */
export function startChild(program: Program, guard: Guard, onLine: (line: string) => void): Child {
  const { command, args, cwd, env, user, stopSignal = "SIGTERM" } = program;
  const child = spawn(command, args, { cwd, env, ...user, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const { pid } = child;
  if (pid !== undefined) guard.watch(pid, stopSignal);
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine);

  let over = false;
  const killGroup = () => {
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // Nobody of the group is left.
    }
  };
  const exited = exitOf(child, onLine).then((exit) => {
    over = true;
    return exit;
  });
  child.once("exit", () => {
    // What it has started itself must not outlive it, nor keep its output open.
    killGroup();
    if (pid !== undefined) guard.forget(pid);
  });
  const signal = (name: NodeJS.Signals) => !over && child.kill(name);
  return {
    pid,
    exited,
    signal,
    killGroup,
    async stop(withinMs) {
      signal("SIGCONT");
      signal(stopSignal);
      const timer = setTimeout(killGroup, withinMs);
      try {
        return await exited;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function exitOf(child: ChildProcess, onLine: (line: string) => void): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      onLine(error.message);
      if (child.pid === undefined) resolve({ code: 127 });
    });
    child.once("close", (code, signal) => {
      resolve(signal === null ? { code: code ?? 0 } : { code: 128 + constants.signals[signal], signal });
    });
  });
}
