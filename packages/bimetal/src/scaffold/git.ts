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

/**
 * Makes a repository with one commit of what was written into a folder; an identity of its own stands in where the user has none.
 *
 * @returns whether git could
 */
export async function initialCommit(folder: string, written: readonly Change[], message: string): Promise<boolean> {
  const [known, initialised] = await Promise.all([
    committer(folder),
    git(folder, ["init", "--quiet", "--initial-branch=main"]),
  ]);
  const who = known ?? (await committer(folder, "-c", "user.name=bimetal", "-c", "user.email=bimetal@localhost"));
  if (initialised === undefined || who === undefined) return false;
  const stream = commitStream({ branch: "main", committer: who, message, folder, written });
  // `git add` and `git commit` make a file of every blob and of every folder, which takes more than twice as long as one pack. Without
  // deltas, for the files are unlike each other, and to look for them takes half as long again.
  return (
    (await git(folder, ["fast-import", "--quiet", "--depth=0"], stream)) !== undefined &&
    // Nothing is in the index yet: it becomes what was committed, as it lies there.
    (await git(folder, ["reset"])) !== undefined
  );
}

/** Name, address and time, as a commit says them; undefined where nobody has told git an address. */
async function committer(folder: string, ...settings: string[]): Promise<string | undefined> {
  return (await git(folder, [...settings, "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"]))?.trim();
}

const git = (cwd: string, args: readonly string[], input?: Buffer) => printed(cwd, "git", args, input);
