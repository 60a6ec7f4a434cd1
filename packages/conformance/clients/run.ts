import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a client to its end and resolves to what it printed. Rejects, with what it said, where it fails. */
export async function run(command: string, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(command, args)).stdout;
}
