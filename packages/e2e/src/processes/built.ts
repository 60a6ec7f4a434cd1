import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ProcessEntry } from "bimetal";

/** Throws where a program of the list is not built, with how to build all that are missing. */
export function builtOrThrow(root: string, processes: readonly ProcessEntry[]): void {
  const missing = processes.filter(({ run = [] }) => {
    const file = run[0] === "node" ? run[1] : run[0];
    return file !== undefined && !existsSync(join(root, file));
  });
  if (missing.length === 0) return;
  const filters = missing.map(({ directory }) => `--filter=./${directory}`).join(" ");
  throw new Error(
    `not built: ${missing.map(({ name }) => name).join(", ")}. \`npx turbo run build ${filters}\` does it`,
  );
}
