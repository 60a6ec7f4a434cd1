import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Change, ExpectedError, formatFiles, type MissingFormatter, namesMembers } from "bimetal/create";
import type { Place } from "./place.ts";

/** What came of writing a workspace. */
export interface Written<T> {
  readonly unformatted: readonly MissingFormatter[];
  readonly begun: T | undefined;
}

/**
 * Writes a workspace beside its place and moves it there when it is whole, so that the place holds all of it or nothing.
 *
 * @param begin is called with the folder while that is empty, and works in it beside the writing
 * @throws ExpectedError where it cannot be written
 */
export async function writeAll<T>(
  { folder, exists }: Pick<Place, "folder" | "exists">,
  changes: readonly Change[],
  begin?: (folder: string) => Promise<T>,
): Promise<Written<T>> {
  let beside = "";
  const forget = () => {
    // What works beside the writing may still be at it.
    if (beside !== "" && existsSync(beside)) rmSync(beside, { recursive: true, force: true, maxRetries: 5 });
  };
  // Ctrl-C ends the process in the middle of the work.
  process.once("exit", forget);
  try {
    mkdirSync(dirname(folder), { recursive: true });
    beside = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
    const beginning = begin?.(beside);
    const files = changes.flatMap(({ path, after }) => (after === undefined ? [] : [{ ...after, path }]));
    for (const parent of new Set(files.map(({ path }) => dirname(path)))) {
      mkdirSync(join(beside, parent), { recursive: true });
    }
    const write = (some: typeof files) => {
      for (const { path, content, executable } of some) {
        writeFileSync(join(beside, path), content, { mode: executable ? 0o755 : 0o644 });
      }
    };
    // The formatters work beside the writing of what they do not look at.
    const isRead = ({ path }: { path: string }) => namesMembers(path) || path === "rustfmt.toml";
    write(files.filter(isRead));
    const formatted = formatFiles(beside, files.map(({ path }) => path).filter(namesMembers));
    write(files.filter((file) => !isRead(file)));
    const [unformatted, begun] = await Promise.all([formatted, beginning]);
    chmodSync(beside, 0o755);
    if (exists) moveInto(beside, folder);
    else renameSync(beside, folder);
    return { unformatted, begun };
  } catch (error) {
    throw new ExpectedError(`nothing was made: ${(error as Error).message}`, { cause: error });
  } finally {
    process.off("exit", forget);
    forget();
  }
}

/** Somebody may stand in the folder: it stays, and its content comes. */
function moveInto(from: string, to: string): void {
  const moved: string[] = [];
  try {
    for (const entry of readdirSync(from)) {
      renameSync(join(from, entry), join(to, entry));
      moved.push(entry);
    }
  } catch (error) {
    for (const entry of moved) rmSync(join(to, entry), { recursive: true, force: true });
    throw error;
  }
}
