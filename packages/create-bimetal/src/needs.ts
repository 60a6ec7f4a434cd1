import { succeeds } from "bimetal/create";

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
export async function missingTools(): Promise<Missing[]> {
  const found = await Promise.all(tools.map(([tool, args]) => succeeds(process.cwd(), tool, args)));
  return tools.filter((_, at) => !found[at]).map(([, , what, remedy]) => ({ tool: what, remedy }));
}
