import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Entry, entryOf } from "./table.ts";

/** A file that new workspaces are made from. */
export interface TemplateFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

/** The files of the reference that its table does not leave out, as they lie there. */
export function collect(reference: string): TemplateFile[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: reference,
    encoding: "utf8",
  });
  return [...new Set(listed.split("\0"))]
    .filter((path) => path !== "" && existsSync(join(reference, path)) && isCarried(entryOf(path)))
    .filter((path) => !lstatSync(join(reference, path)).isSymbolicLink())
    .sort()
    .map((path) => ({
      path,
      content: readFileSync(join(reference, path)),
      executable: (lstatSync(join(reference, path)).mode & 0o100) !== 0,
    }));
}

function isCarried(entry: Entry | undefined): boolean {
  return entry !== undefined && entry.fate !== "left out" && entry.fate !== "derived";
}

/** @throws where there is none of that path */
export function bytesOf(files: readonly TemplateFile[], path: string): Buffer {
  const found = files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`the template has no ${path}`);
  return found.content;
}

/** @throws where there is none of that path */
export function textOf(files: readonly TemplateFile[], path: string): string {
  return bytesOf(files, path).toString("utf8");
}
