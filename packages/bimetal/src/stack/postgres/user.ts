import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname } from "node:path";
import { StackError } from "../error.ts";

/** As whom PostgreSQL runs, and how its programs are called for that. */
export interface DatabaseUser {
  readonly ids?: { readonly uid: number; readonly gid: number };
  /** The words to put before the program. */
  readonly prefix: readonly string[];
}

/**
 * The user of this process; PostgreSQL refuses root, so for root the user `postgres`, made where there is none.
 *
 * @param paths what PostgreSQL has to reach
 */
export function databaseUser(paths: readonly string[]): DatabaseUser {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const ids = lookUp() ?? create();
  if (paths.every((path) => isReachable(path, ids))) return { ids, prefix: [] };
  // The workspace lies in a folder that only root may enter: the programs are let through, and stay another user.
  const pass = "+dac_override";
  return {
    prefix: [
      "setpriv",
      `--reuid=${ids.uid}`,
      `--regid=${ids.gid}`,
      "--clear-groups",
      `--inh-caps=${pass}`,
      `--ambient-caps=${pass}`,
    ],
  };
}

/** The owner that the data must have, where that is another than the user of this process. */
export function dataOwner(): { uid: number; gid: number } | undefined {
  return process.getuid?.() === 0 ? (lookUp() ?? create()) : undefined;
}

function lookUp(): { uid: number; gid: number } | undefined {
  const id = (flag: string) => spawnSync("id", [flag, "postgres"], { encoding: "utf8" });
  const [uid, gid] = [id("-u"), id("-g")];
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
}

function create(): { uid: number; gid: number } {
  spawnSync("groupadd", ["--system", "postgres"]);
  spawnSync("useradd", ["--system", "--no-create-home", "--gid", "postgres", "postgres"]);
  const ids = lookUp();
  if (ids !== undefined) return ids;
  throw new StackError(
    "PostgreSQL does not run as root, and the user `postgres` could not be made: run as an ordinary user, or set DATABASE_URL",
  );
}

function isReachable(path: string, { uid, gid }: { uid: number; gid: number }): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const stat = statSync(folder);
    const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
