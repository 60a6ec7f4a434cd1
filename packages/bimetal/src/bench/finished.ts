import { type Program, startChild } from "../stack/child.ts";
import type { Guard } from "../stack/guard.ts";

/**
 * Runs a program to its end, and gives its exit code and what it has said. One that is aborted is killed with all that it has started,
 * and the result rejects with the signal's reason.
 */
export async function finished(
  program: Program,
  guard: Guard,
  signal: AbortSignal,
): Promise<{ code: number; lines: string[] }> {
  signal.throwIfAborted();
  const lines: string[] = [];
  const child = startChild(program, guard, (line) => lines.push(line));
  signal.addEventListener("abort", child.killGroup, { once: true });
  const { code } = await child.exited;
  signal.removeEventListener("abort", child.killGroup);
  signal.throwIfAborted();
  return { code, lines };
}
