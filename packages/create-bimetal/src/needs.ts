import { spawnSync } from "node:child_process";

/** A program that a workspace needs and this machine has not. */
export interface Missing {
  readonly tool: string;
  readonly remedy: string;
}

const tools: readonly (readonly [tool: string, args: readonly string[], what: string, remedy: string])[] = [
  ["go", ["version"], "Go 1.26", "https://go.dev/dl"],
  ["cargo", ["--version"], "Rust 1.95", "https://rustup.rs"],
  [
    "docker",
    ["info"],
    "a Docker engine, for the container tests and compose",
    "https://docs.docker.com/engine/install",
  ],
];

/** What is missing of the programs that npm cannot install. */
export function missingTools(): Missing[] {
  return tools
    .filter(([tool, args]) => spawnSync(tool, args, { stdio: "ignore", timeout: 10_000 }).status !== 0)
    .map(([, , what, remedy]) => ({ tool: what, remedy }));
}
