import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { type Entry, entryOf } from "./table.ts";

/** A file of the reference that new workspaces are made from. */
export interface TemplateFile {
  /** Where it lies in the reference. */
  readonly path: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Where the packed tool carries its template; in the reference there is none, and the reference itself is the template. */
const packed = join(packageFolder, "template.json.gz");

let loaded: readonly TemplateFile[] | undefined;

/** The files that are not left out, as the tool carries them. */
export function loadTemplate(): readonly TemplateFile[] {
  loaded ??= existsSync(packed) ? unpack(readFileSync(packed)) : collect(join(packageFolder, "../.."));
  return loaded;
}

/** The files of the reference that its table does not leave out. */
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

/** One file for all, so that packing changes nothing: npm renames `.gitignore` and drops modes and empty files. */
export function pack(files: readonly TemplateFile[]): Buffer {
  const entries = files.map(({ path, content, executable }) => [path, content.toString("base64"), executable]);
  return gzipSync(JSON.stringify(entries), { level: 9 });
}

function unpack(archive: Buffer): TemplateFile[] {
  const entries = JSON.parse(gunzipSync(archive).toString("utf8")) as [string, string, boolean][];
  return entries.map(([path, content, executable]) => ({ path, content: Buffer.from(content, "base64"), executable }));
}
