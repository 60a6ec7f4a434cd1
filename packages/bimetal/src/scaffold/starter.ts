import type { TemplateFile } from "../template/files.ts";
import type { Template } from "../template/prepare.ts";
import { renameBinding } from "./bindings.ts";
import { type Renaming, renamer } from "./rename.ts";
import type { Tree } from "./tree.ts";

/** Writes starter files that a condition holds for into a tree, renamed. The condition sees where they go. */
export function writeStarter(
  tree: Tree,
  template: Template,
  renamings: readonly Renaming[],
  condition: (path: string) => boolean,
): string[] {
  const rename = renamer(renamings);
  const written: string[] = [];
  for (const file of template.starter) {
    if (!condition(file.path)) continue;
    const to = rename(file.path);
    tree.write(to, render(file, rename), file.executable);
    written.push(to);
  }
  return written;
}

function render({ path, content }: TemplateFile, rename: (text: string) => string): string {
  const text = content.toString("utf8");
  return path.startsWith("proto/gen/") ? renameBinding(path, text, rename) : rename(text);
}
