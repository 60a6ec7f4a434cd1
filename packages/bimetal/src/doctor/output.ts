import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { promisify } from "node:util";

/** Runs a program and gives what it says on standard output, or undefined where it is not there, fails or takes too long. */
export type Output = (command: string, ...args: string[]) => Promise<string | undefined>;

const longestMs = 30_000;

/** Runs programs outside the workspace: inside, some tools would fetch the version that the workspace asks for. */
export const output: Output = async (command, ...args) => {
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd: tmpdir(), timeout: longestMs });
    return stdout.trim();
  } catch {
    return undefined;
  }
};
