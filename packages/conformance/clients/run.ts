import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a client to its end and resolves to what it printed. Rejects, with what it said, where it fails. */
export async function run(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new Error(`${command} is not installed: apt-get install ${command} (Debian)`);
    throw error;
  });
  return stdout;
}
