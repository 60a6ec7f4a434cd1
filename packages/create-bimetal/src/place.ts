import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, matchesGlob, relative, resolve, sep } from "node:path";
import { ExpectedError } from "bimetal/create";

/** Where a workspace is to be. */
export interface Place {
  readonly folder: string;
  readonly name: string;
  /** Whether the folder is there already, empty. */
  readonly exists: boolean;
  /** The nearest folder that is there: this one, or one above it. */
  readonly nearest: string;
  /** What somebody should know about the place. */
  readonly notes: readonly string[];
}

/**
 * Looks at a place.
 *
 * @throws ExpectedError where no workspace can be made there
 */
export function examine(cwd: string, target: string): Place {
  const folder = resolve(cwd, target);
  const exists = existsSync(folder);
  if (exists) {
    if (!statSync(folder).isDirectory()) throw new ExpectedError(`${folder} is a file: choose another name`);
    const inside = readdirSync(folder).filter((entry) => entry !== ".git");
    if (inside.length > 0) {
      const shown = inside.slice(0, 5).join(", ");
      throw new ExpectedError(
        `${folder} is not empty (${shown}${inside.length > 5 ? ", ..." : ""}): choose another name`,
      );
    }
  }
  refuseMember(folder);
  const nearest = [folder, ...ancestors(folder)].find((one) => existsSync(one)) ?? folder;
  return { folder, name: basename(folder), exists, nearest, notes: notesOn(folder) };
}

/** npm would take a folder within the members of another workspace for one of them, and install there. */
function refuseMember(folder: string): void {
  for (const above of ancestors(folder)) {
    const file = join(above, "package.json");
    if (!existsSync(file)) continue;
    const { workspaces } = read(file) as { workspaces?: string[] | { packages?: string[] } };
    const globs = Array.isArray(workspaces) ? workspaces : (workspaces?.packages ?? []);
    const inside = relative(above, folder).split(sep).join("/");
    const glob = globs.find((one) => matchesGlob(inside, one.replace(/\/$/, "")));
    if (glob !== undefined) {
      throw new ExpectedError(
        `${folder} would be a member of the npm workspace ${above}, by "${glob}": choose a folder that it does not cover`,
      );
    }
  }
}

function notesOn(folder: string): string[] {
  const work = ancestors(folder).find((above) => existsSync(join(above, "go.work")));
  return work === undefined
    ? []
    : [
        `${join(work, "go.work")} lies above, and Go follows it: set GOWORK=off, or \`go work use\` the modules of ${folder}`,
      ];
}

function ancestors(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [] : [above, ...ancestors(above)];
}

function read(file: string): object {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}
