import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const maxBuffer = 64 * 2 ** 20;

/**
 * Runs a program and resolves to what it printed; undefined where it is missing or does not end with 0. Never rejects.
 *
 * @param input what it reads from its standard input; nothing unless given
 */
export async function printed(
  cwd: string,
  program: string,
  args: readonly string[],
  input?: Buffer,
): Promise<string | undefined> {
  try {
    const running = run(program, args, { cwd, maxBuffer });
    // It may end without having read all of it, or never begin; its code tells.
    running.child.stdin?.on("error", () => undefined).end(input);
    return (await running).stdout;
  } catch {
    return undefined;
  }
}

/** Runs a program and resolves to whether it ended with 0. Never rejects. */
export async function succeeds(cwd: string, program: string, args: readonly string[]): Promise<boolean> {
  return (await printed(cwd, program, args)) !== undefined;
}
