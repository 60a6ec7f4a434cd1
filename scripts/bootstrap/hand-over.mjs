import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { workspaceNode } from "./node.mjs";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/** The environment in which the workspace's own programs come first, its Node among them. */
export function workspaceEnvironment(root, env = process.env) {
  return {
    ...env,
    PATH: `${join(root, "node_modules", ".bin")}${delimiter}${env.PATH ?? ""}`,
    // A first run shall neither ask nor tell anybody anything.
    TURBO_TELEMETRY_DISABLED: "1",
    TURBO_NO_UPDATE_NOTIFIER: "1",
    NPM_CONFIG_UPDATE_NOTIFIER: "false",
  };
}

/**
 * Runs a script with the workspace's Node in place of this process: its output, its signals and its exit code.
 *
 * @returns the exit code; 128 and the signal's number where a signal ended it
 */
export function handOver(root, args) {
  const child = spawn(workspaceNode(root), args, { cwd: root, stdio: "inherit", env: workspaceEnvironment(root) });
  // A terminal sends Ctrl-C to both; the child decides what it means, and this process stays until it has. Passing it on would
  // make it two.
  const terminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  const forward = (signal) => {
    if (!terminal || signal !== "SIGINT") child.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
