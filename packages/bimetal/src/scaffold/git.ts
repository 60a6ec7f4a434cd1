import { printed } from "./spawn.ts";

/** The top of the git repository that a folder lies in; undefined where there is none, or no git. */
export async function repositoryOf(folder: string): Promise<string | undefined> {
  return (await git(folder, ["rev-parse", "--show-toplevel"]))?.trim();
}

/** The paths below a folder that are not as they were committed. */
export async function uncommitted(folder: string): Promise<string[]> {
  const said = (await git(folder, ["status", "--porcelain", "--untracked-files=all", "--", "."])) ?? "";
  return said.split("\n").filter((line) => line !== "");
}

/** Makes a repository with one commit; an identity of its own stands in where the user has none. */
export async function initialCommit(folder: string, message: string): Promise<boolean> {
  const [known, initialised] = await Promise.all([
    git(folder, ["config", "user.email"]),
    git(folder, ["init", "--quiet", "--initial-branch=main"]),
  ]);
  const identity = known === undefined ? ["-c", "user.name=bimetal", "-c", "user.email=bimetal@localhost"] : [];
  // There is nothing to tidy in a repository of one commit, and git would start a process to find that out.
  const options = [...identity, "-c", "gc.auto=0", "-c", "maintenance.auto=false"];
  return (
    initialised !== undefined &&
    (await git(folder, ["add", "--all"])) !== undefined &&
    (await git(folder, [...options, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "-m", message])) !== undefined
  );
}

const git = (cwd: string, args: readonly string[]) => printed(cwd, "git", args);
