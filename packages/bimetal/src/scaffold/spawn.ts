import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const maxBuffer = 64 * 2 ** 20;

/** Runs a program and resolves to what it printed; undefined where it is missing or does not end with 0. Never rejects. */
export async function printed(cwd: string, program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(program, args, { cwd, maxBuffer })).stdout;
  } catch {
    return undefined;
  }
}

/** Runs a program and resolves to whether it ended with 0. Never rejects. */
export async function succeeds(cwd: string, program: string, args: readonly string[]): Promise<boolean> {
  return (await printed(cwd, program, args)) !== undefined;
}
