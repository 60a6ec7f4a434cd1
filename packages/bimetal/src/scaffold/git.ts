import { commitStream } from "./commit-stream.ts";
import { printed } from "./spawn.ts";
import type { Change } from "./tree.ts";

/** The top of the git repository that a folder lies in; undefined where there is none, or no git. */
export async function repositoryOf(folder: string): Promise<string | undefined> {
  return (await git(folder, ["rev-parse", "--show-toplevel"]))?.trim();
}

/** The paths below a folder that are not as they were committed. */
export async function uncommitted(folder: string): Promise<string[]> {
  const said = (await git(folder, ["status", "--porcelain", "--untracked-files=all", "--", "."])) ?? "";
  return said.split("\n").filter((line) => line !== "");
}

/** A repository without a commit. */
export interface Repository {
  /** Who commits there: name, address and time, as a commit says them. */
  readonly committer: string;
}

/**
 * Makes a repository in a folder, which need not hold anything yet; an identity of its own stands in where the user has none.
 *
 * @returns undefined where git cannot
 */
export async function initRepository(folder: string): Promise<Repository | undefined> {
  if ((await git(folder, ["init", "--quiet", "--initial-branch=main"])) === undefined) return undefined;
  // After it, for what a user has told git may hold for repositories in some folders only.
  const own = ["-c", "user.name=bimetal", "-c", "user.email=bimetal@localhost"];
  const committer = (await committerOf(folder)) ?? (await committerOf(folder, ...own));
  return committer === undefined ? undefined : { committer };
}

/**
 * Commits what was written into the folder of a repository that has no commit yet.
 *
 * @returns whether git could
 */
export async function commitFirst(
  { committer }: Repository,
  folder: string,
  written: readonly Change[],
  message: string,
): Promise<boolean> {
  const stream = commitStream({ branch: "main", committer, message, folder, written });
  // `git add` and `git commit` make a file of every blob and of every folder, which takes more than twice as long as one pack. Without
  // deltas, for the files are unlike each other, and to look for them takes half as long again; and with little
  // compression, which takes a sixth less for 80 kB more.
  return (
    (await git(folder, ["-c", "pack.compression=1", "fast-import", "--quiet", "--depth=0"], stream)) !== undefined &&
    // Nothing is in the index yet: it becomes what was committed, as it lies there.
    (await git(folder, ["reset"])) !== undefined
  );
}

/** Undefined where nobody has told git an address. */
async function committerOf(folder: string, ...settings: string[]): Promise<string | undefined> {
  return (await git(folder, [...settings, "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"]))?.trim();
}

const git = (cwd: string, args: readonly string[], input?: Buffer) => printed(cwd, "git", args, input);
