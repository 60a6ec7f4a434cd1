import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { TemplateFile } from "./files.ts";
import type { Template } from "./prepare.ts";

/** A file in the archive; what is no text is in base64. */
type Entry = [path: string, content: string, executable: boolean, encoding: "utf8" | "base64"];

type Archive = Readonly<Record<keyof Template, readonly Entry[]>>;

/** One file for all, so that packing changes nothing: npm renames `.gitignore` and drops modes and empty files. */
export function pack({ generic, starter, shared }: Template): Buffer {
  const archive: Archive = { generic: generic.map(entry), starter: starter.map(entry), shared: shared.map(entry) };
  // The files are much alike, and far apart: what serves is a window as large as all of them.
  const params = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };
  return brotliCompressSync(JSON.stringify(archive), { params });
}

/** What {@link pack} was given. */
export function unpack(archive: Buffer): Template {
  const { generic, starter, shared } = JSON.parse(brotliDecompressSync(archive).toString("utf8")) as Archive;
  return { generic: generic.map(file), starter: starter.map(file), shared: shared.map(file) };
}

function entry({ path, content, executable }: TemplateFile): Entry {
  const encoding = Buffer.from(content.toString("utf8")).equals(content) ? "utf8" : "base64";
  return [path, content.toString(encoding), executable, encoding];
}

function file([path, content, executable, encoding]: Entry): TemplateFile {
  return { path, content: Buffer.from(content, encoding), executable };
}
