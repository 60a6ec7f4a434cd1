import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ExpectedError } from "../command.ts";
import type { Change, Planned } from "./tree.ts";

/** How files are written; a test has it fail. */
export interface FileLayer {
  write(path: string, content: Buffer, executable: boolean): void;
  remove(path: string): void;
}

/** The disk. A file is whole or as it was: it is written beside, and takes the place of the other. */
export const disk: FileLayer = {
  write(path, content, executable) {
    mkdirSync(dirname(path), { recursive: true });
    const beside = `${path}.new`;
    writeFileSync(beside, content);
    if (executable) chmodSync(beside, 0o755);
    renameSync(beside, path);
  },
  remove(path) {
    rmSync(path, { force: true });
  },
};

/** What was there before the changes that are being made. As long as it exists, they are not whole. */
const journal = ".bimetal/journal.json";

interface Entry {
  readonly path: string;
  /** In base64; null where there was no file. */
  readonly before: string | null;
  readonly executable: boolean;
}

/**
 * Makes all changes or none: whatever fails, what was there is put back. Where the process dies in the middle, the next command of
 * the tool puts it back: see {@link recover}.
 *
 * @throws ExpectedError where the files cannot be written
 */
export function apply(root: string, changes: readonly Change[], layer: FileLayer = disk): void {
  const entries = changes.map(({ path, before }) => entryOf(path, before));
  // A signal must not end the process in the middle: its default action would.
  const hold = () => undefined;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, hold);
  try {
    layer.write(join(root, journal), Buffer.from(JSON.stringify(entries)), false);
    for (const { path, after } of changes) {
      if (after === undefined) layer.remove(join(root, path));
      else layer.write(join(root, path), after.content, after.executable);
    }
    layer.remove(join(root, journal));
  } catch (error) {
    putBack(root, entries);
    throw new ExpectedError(`nothing was changed: ${(error as Error).message}`, { cause: error });
  } finally {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.off(signal, hold);
  }
  removeEmptyFolders(root, entries);
}

/** Puts back what a command that died has left half changed. True where there was something to put back. */
export function recover(root: string): boolean {
  if (!existsSync(join(root, journal))) return false;
  putBack(root, JSON.parse(readFileSync(join(root, journal), "utf8")));
  return true;
}

function entryOf(path: string, before: Planned | undefined): Entry {
  return { path, before: before?.content.toString("base64") ?? null, executable: before?.executable ?? false };
}

function putBack(root: string, entries: readonly Entry[]): void {
  for (const { path, before, executable } of entries) {
    const file = join(root, path);
    rmSync(`${file}.new`, { force: true });
    if (before === null) rmSync(file, { force: true });
    else if (!existsSync(file) || !readFileSync(file).equals(Buffer.from(before, "base64"))) {
      disk.write(file, Buffer.from(before, "base64"), executable);
    }
  }
  rmSync(join(root, `${journal}.new`), { force: true });
  rmSync(join(root, journal), { force: true });
  removeEmptyFolders(root, entries);
}

/** Git knows no empty folders, so neither shall a change leave any. */
function removeEmptyFolders(root: string, entries: readonly Entry[]): void {
  const folders = new Set([journal, ...entries.map(({ path }) => path)].map(dirname));
  for (const folder of folders) {
    for (let at = folder; at !== "."; at = dirname(at)) {
      try {
        rmdirSync(join(root, at));
      } catch {
        break;
      }
    }
  }
}
