import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** A folder of the workspace with a `package.json`. */
export interface Member {
  readonly name: string;
  /** Relative to the root. */
  readonly directory: string;
  /** The names of the members it is built from. */
  readonly needs: readonly string[];
}

interface PackageJson {
  readonly name?: string;
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Where a Go module or a Cargo workspace says what its members are built from. */
const toolchainFiles = ["go.mod", "go.sum", "Cargo.toml", "Cargo.lock"];

/** The members that `workspaces` in the root's `package.json` names: folders, or all folders of one (`packages/*`). */
export function readMembers(root: string): Member[] {
  const { workspaces = [] } = readPackage(root, ".");
  const directories = workspaces
    .flatMap((pattern) => {
      if (!pattern.endsWith("/*")) return [pattern];
      const parent = pattern.slice(0, -2);
      return existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`) : [];
    })
    .filter((directory) => existsSync(join(root, directory, "package.json")));
  const packages = directories.map((directory) => ({ directory, ...readPackage(root, directory) }));
  const names = new Set(packages.map(({ name }) => name));
  return packages.map(({ name = "", directory, dependencies, devDependencies }) => ({
    name,
    directory,
    needs: Object.keys({ ...dependencies, ...devDependencies }).filter((needed) => names.has(needed)),
  }));
}

/** The member in `directory` and all it is built from, itself first. */
export function builtFrom(members: readonly Member[], directory: string): Member[] {
  const found = members.filter((member) => member.directory === directory);
  for (const { needs } of found) {
    found.push(...members.filter((member) => needs.includes(member.name) && !found.includes(member)));
  }
  return found;
}

/** The folders and files whose change makes the member in `directory` another. */
export function sourcesOf(root: string, members: readonly Member[], directory: string): string[] {
  const folders = builtFrom(members, directory).map((member) => member.directory);
  const above = folders
    .flatMap(foldersAbove)
    .flatMap((folder) => toolchainFiles.map((file) => posix.join(folder, file)));
  return [...new Set([...folders, ...above.filter((file) => existsSync(join(root, file)))])];
}

function foldersAbove(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory || parent === "." ? ["."] : [parent, ...foldersAbove(parent)];
}

function readPackage(root: string, directory: string): PackageJson {
  return JSON.parse(readFileSync(join(root, directory, "package.json"), "utf8")) as PackageJson;
}
