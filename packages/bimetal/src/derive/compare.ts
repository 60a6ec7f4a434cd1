import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DerivedFile } from "./derived.ts";

/** The first line in which a file is not what it should be. */
export interface Difference {
  /** From 1. */
  readonly line: number;
  /** Undefined where the file has no such line. */
  readonly actual: string | undefined;
  /** Undefined where the file should have ended before. */
  readonly expected: string | undefined;
}

/** How a derived file stands against what is on disk. */
export interface Comparison extends DerivedFile {
  readonly state: "current" | "stale" | "missing";
  /** Only where it is stale. */
  readonly difference?: Difference;
}

/** Compares a derived file with what `root` holds. */
export function compare(root: string, file: DerivedFile): Comparison {
  const present = read(join(root, file.path));
  if (present === undefined) return { ...file, state: "missing" };
  if (present === file.content) return { ...file, state: "current" };
  return { ...file, state: "stale", difference: firstDifference(present, file.content) };
}

function firstDifference(actual: string, expected: string): Difference {
  const [there, wanted] = [actual.split("\n"), expected.split("\n")];
  let index = 0;
  while (there[index] === wanted[index]) index++;
  return { line: index + 1, actual: there[index], expected: wanted[index] };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
