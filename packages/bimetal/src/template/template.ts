import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { entryOf, type Entry as Row } from "./table.ts";

/** A file of the reference that new workspaces are made from. */
export interface TemplateFile {
  /** Where it lies in the reference. */
  readonly path: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Where the packed tool carries its template; in the reference there is none, and the reference itself is the template. */
const packed = join(packageFolder, "template.json.br");

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

function isCarried(entry: Row | undefined): boolean {
  return entry !== undefined && entry.fate !== "left out" && entry.fate !== "derived";
}

/** A file in the archive; what is no text is in base64. */
type Entry = [path: string, content: string, executable: boolean, encoding: "utf8" | "base64"];

/** One file for all, so that packing changes nothing: npm renames `.gitignore` and drops modes and empty files. */
export function pack(files: readonly TemplateFile[]): Buffer {
  const entries = files.map(({ path, content, executable }): Entry => {
    const encoding = Buffer.from(content.toString("utf8")).equals(content) ? "utf8" : "base64";
    return [path, content.toString(encoding), executable, encoding];
  });
  // The files are much alike, and far apart: what serves is a window as large as all of them.
  const params = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };
  return brotliCompressSync(JSON.stringify(entries), { params });
}

function unpack(archive: Buffer): TemplateFile[] {
  const entries = JSON.parse(brotliDecompressSync(archive).toString("utf8")) as Entry[];
  return entries.map(([path, content, executable, encoding]) => ({
    path,
    content: Buffer.from(content, encoding),
    executable,
  }));
}
