import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apply } from "../scaffold/apply.ts";
import { formatFiles, namesMembers } from "../scaffold/format.ts";
import { commitFirst, initRepository } from "../scaffold/git.ts";
import { Tree } from "../scaffold/tree.ts";
import { writeWorkspace } from "../scaffold/workspace.ts";
import { loadTemplate } from "../template/template.ts";

/** A new workspace on disk, committed, without packages; it goes when it is disposed of. */
export interface Scaffolded extends Disposable {
  readonly root: string;
  /** Commits all there is. */
  commit(): void;
  /** What differs from the last commit. */
  status(): string[];
}

const tool = {
  version: "0.1.0",
  tarball: Buffer.from("the packed tool"),
  manifest: JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")),
};

/** Makes a workspace with the service catalog and the engine search. */
export async function scaffolded(): Promise<Scaffolded> {
  // A space in the path: nothing may mind.
  const root = join(mkdtempSync(join(tmpdir(), "new workspace-")), "shop");
  const tree = new Tree(root);
  writeWorkspace(tree, loadTemplate(), { name: "shop", service: "catalog", engine: "search", license: "none", tool });
  const changes = tree.changes();
  apply(root, changes);
  const named = ["packages", "services", "proto"].flatMap((folder) => tree.list(folder)).filter(namesMembers);
  await formatFiles(root, named);
  const repository = await initRepository(root);
  if (repository === undefined || !(await commitFirst(repository, root, changes, "Begin")))
    throw new Error("git cannot");
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" });
  return {
    root,
    commit() {
      git("add", "--all");
      git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "-m", "Next");
    },
    status: () => git("status", "--porcelain", "--untracked-files=all").split("\n").filter(Boolean),
    [Symbol.dispose]: () => rmSync(join(root, ".."), { recursive: true, force: true }),
  };
}
