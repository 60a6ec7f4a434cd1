import { spawnSync } from "node:child_process";

/** The top of the git repository that a folder lies in; undefined where there is none, or no git. */
export function repositoryOf(folder: string): string | undefined {
  return git(folder, ["rev-parse", "--show-toplevel"])?.trim();
}

/** The paths below a folder that are not as they were committed. */
export function uncommitted(folder: string): string[] {
  const said = git(folder, ["status", "--porcelain", "--untracked-files=all", "--", "."]) ?? "";
  return said.split("\n").filter((line) => line !== "");
}

/** Makes a repository with one commit; an identity of its own stands in where the user has none. */
export function initialCommit(folder: string, message: string): boolean {
  const known = git(folder, ["config", "user.email"]) !== undefined;
  const identity = known ? [] : ["-c", "user.name=bimetal", "-c", "user.email=bimetal@localhost"];
  return (
    git(folder, ["init", "--quiet", "--initial-branch=main"]) !== undefined &&
    git(folder, ["add", "--all"]) !== undefined &&
    git(folder, [...identity, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "-m", message]) !== undefined
  );
}

function git(cwd: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return status === 0 ? stdout : undefined;
}
