import { spawnSync } from "node:child_process";

/**
 * Runs npm in a folder, its errors shown, and returns whether it succeeded. The npm that has started this process is asked where there
 * is one: that on PATH may be another, and on Windows it is a script, which only a shell can run.
 */
export function npm(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): boolean {
  const own = process.env.npm_execpath;
  const [command, ...before] = own?.endsWith("npm-cli.js") ? [process.execPath, own] : ["npm"];
  const shell = process.platform === "win32" && command === "npm";
  const { status } = spawnSync(command, [...before, ...args], {
    cwd: folder,
    env,
    shell,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return status === 0;
}
