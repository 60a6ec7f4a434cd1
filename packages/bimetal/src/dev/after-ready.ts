import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import type { Guard } from "../stack/guard.ts";

/**
 * Runs a command line in the workspace with this terminal, and waits for its end. It finds the gateway in `GATEWAY_URL`, and this
 * Node and the workspace's programs on its path.
 *
 * @returns its exit code; 1 where a signal ended it
 */
export function runAfterReady(
  command: string,
  root: string,
  gateway: string | undefined,
  guard: Guard,
  signal: AbortSignal,
): Promise<number> {
  const path = [dirname(process.execPath), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const child = spawn(command, {
    shell: true,
    cwd: root,
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PATH: path, GATEWAY_URL: gateway },
  });
  const { pid } = child;
  if (pid !== undefined) guard.watch(pid, "SIGTERM");
  const end = () => {
    try {
      if (pid !== undefined) process.kill(-pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
  };
  signal.addEventListener("abort", end, { once: true });
  return new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (code) => {
      if (pid !== undefined) guard.forget(pid);
      signal.removeEventListener("abort", end);
      resolve(code ?? 1);
    });
  });
}
