import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** A program that listens. */
export interface Listening {
  /** `host:port`. */
  readonly address: string;
  /** The most memory that it has held so far, in MiB. Undefined where the system does not tell (it takes Linux). */
  peakMemory(): number | undefined;
  /** Resolves when it has ended, for whatever reason. */
  readonly exited: Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Ends it, and resolves when it has ended. */
  stop(): Promise<void>;
}

/** How a program is started, and how its address is found in a line that it writes. */
export interface Program {
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Defaults to standard output. */
  readonly output?: "stdout" | "stderr";
  /** Returns the address where the line has it. Defaults to the line itself. */
  readonly addressIn?: (line: string) => string | undefined;
  /** Is given each line of its standard output. */
  readonly onLine?: (line: string) => void;
}

/** Starts a program and waits until it says where it listens. Rejects with what it wrote where it ends instead. */
export async function start(program: Program): Promise<Listening> {
  const { addressIn = (line) => line, output = "stdout", onLine } = program;
  const [command, ...args] = program.command;
  const child = spawn(command, args, { env: { ...process.env, ...program.env }, stdio: ["ignore", "pipe", "pipe"] });
  const kill = () => void child.kill();
  process.once("exit", kill);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.once("exit", () => process.off("exit", kill));
  let written: string[] | undefined = [];
  const address = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${command} ended with ${code}:\n${written?.join("\n")}`)));
    for (const name of ["stdout", "stderr"] as const) {
      createInterface(child[name]).on("line", (line) => {
        written?.push(line);
        if (name === "stdout") onLine?.(line);
        const found = name === output ? addressIn(line) : undefined;
        if (found !== undefined) resolve(found);
      });
    }
  });
  written = undefined;
  return {
    address,
    exited,
    signal: (name) => void child.kill(name),
    peakMemory: () => peakMemory(child.pid as number),
    async stop() {
      kill();
      await exited;
    },
  };
}

function peakMemory(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return match === null ? undefined : Number(match[1]) / 1024;
}
