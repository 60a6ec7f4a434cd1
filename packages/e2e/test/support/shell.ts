import { spawn } from "node:child_process";
import { workspaceRoot } from "../../src/manifest.ts";

/** A command that has ended. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
}

/**
 * Runs a command as a person at the root of the workspace would.
 *
 * @param onOutput gets all that it has printed so far, and a function that does what Ctrl-C would
 */
export function shell(
  command: string,
  env: NodeJS.ProcessEnv = {},
  onOutput?: (stdout: string, interrupt: () => void) => void,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // In a process group of its own: Ctrl-C at a terminal reaches the whole group.
    const child = spawn("sh", ["-c", command], {
      cwd: workspaceRoot,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const interrupt = () => process.kill(-(child.pid ?? Number.NaN), "SIGINT");
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString("utf8");
      onOutput?.(stdout, interrupt);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout }));
  });
}
