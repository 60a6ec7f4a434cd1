import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { apply } from "./apply.ts";
import { commitFirst, initRepository } from "./git.ts";
import { Tree } from "./tree.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "a repository-"));
  // What this machine's user has told git is not for these tests.
  vi.stubEnv("GIT_CONFIG_GLOBAL", join(folder, "no-such-file"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8" });

/** Writes three files and commits them. */
async function committed(): Promise<boolean> {
  const tree = new Tree(folder);
  tree.write(".gitignore", "dist\n", false);
  tree.write("a folder/run.sh", "echo ü\n", true);
  tree.write("dist/kept.bin", Buffer.from([0, 10, 13, 255]), false);
  const changes = tree.changes();
  apply(folder, changes);
  const repository = await initRepository(folder);
  return repository !== undefined && commitFirst(repository, folder, changes, "Begin");
}

test("the repository has one commit of what was written, and git has nothing to say against it", async () => {
  expect(await committed()).toBe(true);
  expect(git("log", "--format=%s on %D")).toBe("Begin on HEAD -> main\n");
  expect(git("ls-tree", "-r", "--format=%(objectmode) %(path)", "HEAD").trimEnd().split("\n")).toEqual([
    "100644 .gitignore",
    "100755 a folder/run.sh",
    "100644 dist/kept.bin",
  ]);
  expect(git("status", "--porcelain", "--ignored")).toBe("");
  // Of the index's own view, which `status` would have put right.
  expect(git("diff-files", "--name-only")).toBe("");
  expect(git("fsck", "--strict")).toBe("");
});

test.each([
  [{ GIT_COMMITTER_NAME: "Ann", GIT_COMMITTER_EMAIL: "ann@example.org" }, "Ann <ann@example.org>"],
  [{}, "bimetal <bimetal@localhost>"],
])("with the environment %j, %s has made it", async (env, who) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  expect(await committed()).toBe(true);
  expect(git("log", "--format=%an <%ae>, %cn <%ce>")).toBe(`${who}, ${who}\n`);
});

test("whom git knows in some folders only has made what lies there", async () => {
  const own = join(folder, "own.gitconfig");
  writeFileSync(own, "[user]\n\tname = Bea\n\temail = bea@example.org\n");
  const everywhere = join(folder, "everywhere.gitconfig");
  writeFileSync(everywhere, `[includeIf "gitdir:${folder}/"]\n\tpath = ${own}\n`);
  vi.stubEnv("GIT_CONFIG_GLOBAL", everywhere);
  expect(await committed()).toBe(true);
  expect(git("log", "--format=%an <%ae>")).toBe("Bea <bea@example.org>\n");
});

test("where git cannot, it says so", async () => {
  vi.stubEnv("PATH", folder);
  expect(await committed()).toBe(false);
});
