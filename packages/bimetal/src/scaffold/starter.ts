import { posix } from "node:path";
import { entryOf } from "../template/table.ts";
import type { TemplateFile } from "../template/template.ts";
import { renameBinding } from "./bindings.ts";
import { readJson, setJson } from "./edit/json.ts";
import { editToml } from "./edit/toml.ts";
import type { Renaming } from "./rename.ts";
import { renamer } from "./rename.ts";
import type { Tree } from "./tree.ts";

/** What the starter's own service and engine are called. */
export const starter = { service: "prime-tally", engine: "prime-sieve" } as const;

/** Where a starter's file goes, still under the starter's names; undefined where it is not the starter's. */
export function starterPath({ path }: TemplateFile): string | undefined {
  const entry = entryOf(path);
  return entry?.to === undefined ? undefined : entry.to + path.slice(entry.path.length);
}

/** Writes starter files that a condition holds for into a tree, moved and renamed. The condition sees where they go. */
export function writeStarter(
  tree: Tree,
  template: readonly TemplateFile[],
  renamings: readonly Renaming[],
  condition: (path: string) => boolean,
): string[] {
  const rename = renamer(renamings);
  const written: string[] = [];
  for (const file of template) {
    const path = starterPath(file);
    if (path === undefined || !condition(path)) continue;
    const to = rename(path);
    tree.write(to, render(file, path, rename), file.executable);
    written.push(to);
  }
  return written;
}

function render(file: TemplateFile, path: string, rename: (text: string) => string): string {
  const text = moved(file, path);
  return path.startsWith("proto/gen/") ? renameBinding(path, text, rename) : rename(text);
}

/** The text of a file with what depends on where it lies put right. */
function moved(file: TemplateFile, to: string): string {
  const text = file.content.toString("utf8");
  const [from, there] = [posix.dirname(file.path), posix.dirname(to)];
  const rebase = (words: string) =>
    words.replaceAll(/(?<![\w.])(?:\.\.\/)+[\w./-]*/g, (path) => posix.relative(there, posix.join(from, path)) || ".");
  switch (posix.basename(to)) {
    case "package.json": {
      const { scripts = {} } = readJson<{ scripts?: Record<string, string> }>(text);
      return Object.entries(scripts).reduce(
        (changed, [name, command]) => setJson(changed, ["scripts", name], rebase(command)),
        text,
      );
    }
    case "tsconfig.json":
    case "tsconfig.build.json":
      return setJson(text, ["extends"], rebase(readJson<{ extends: string }>(text).extends));
    case "Cargo.toml":
      // There the workspace's root is found from below it.
      return editToml<{ package: { workspace?: string } }>(text, (manifest) => {
        delete manifest.package.workspace;
      });
    default:
      return text;
  }
}
