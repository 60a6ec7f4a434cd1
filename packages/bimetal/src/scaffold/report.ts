import { createTwoFilesPatch } from "diff";
import type { Change } from "./tree.ts";

/** What became of a file. */
export type Kind = "added" | "changed" | "removed";

/** What a change does. */
export function kindOf({ before, after }: Change): Kind {
  if (before === undefined) return "added";
  return after === undefined ? "removed" : "changed";
}

/** The changed files as a tree, a sign before each. */
export function drawTree(changes: readonly Change[]): string {
  const lines: string[] = [];
  let shown: readonly string[] = [];
  for (const change of changes) {
    const folders = change.path.split("/").slice(0, -1);
    const common = folders.findIndex((folder, depth) => folder !== shown[depth]);
    const known = common < 0 ? folders.length : common;
    for (const [depth, folder] of folders.entries()) {
      if (depth >= known) lines.push(`  ${"  ".repeat(depth)}${folder}/`);
    }
    const sign = { added: "+", changed: "~", removed: "-" }[kindOf(change)];
    lines.push(`${sign} ${"  ".repeat(folders.length)}${change.path.split("/").at(-1)}`);
    shown = folders;
  }
  return `${lines.join("\n")}\n`;
}

/** The changes as a unified diff; what is no text is only named. */
export function unifiedDiff(changes: readonly Change[]): string {
  return changes
    .map(({ path, before, after }) => {
      const [old, now] = [before?.content, after?.content];
      if (old?.includes(0) || now?.includes(0)) return `Binary file ${path} differs\n`;
      const names = [before ? `a/${path}` : "/dev/null", after ? `b/${path}` : "/dev/null"] as const;
      return createTwoFilesPatch(...names, old?.toString("utf8") ?? "", now?.toString("utf8") ?? "", "", "")
        .split("\n")
        .slice(1)
        .join("\n");
    })
    .join("");
}
