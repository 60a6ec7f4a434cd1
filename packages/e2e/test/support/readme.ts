import { readFileSync } from "node:fs";
import { workspaceRoot } from "../../src/manifest.ts";

const readme = readFileSync(`${workspaceRoot}/README.md`, "utf8");
const commands = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(
  ([, block]) => block?.trim().split("\n") ?? [],
);

/** The command lines that the README shows, in its order. Throws where there is none of the kind, or fewer than are wanted. */
export function readmeCommands(pattern: RegExp, atLeast = 1): string[] {
  const found = commands.filter((command) => pattern.test(command));
  if (found.length < atLeast) throw new Error(`the README shows ${found.length} commands like ${pattern}`);
  return found;
}
