import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { succeeds } from "./spawn.ts";
import type { Tree } from "./tree.ts";

const lock = "services/Cargo.lock";

/**
 * Has Cargo look through the planned `Cargo.lock`, aside of the workspace, for nothing of it is written yet. Which of a crate's optional
 * dependencies are locked follows from the features that others ask of it, and the lock does not name those: one that came or went with
 * a member is not seen in it, and `--locked` would refuse it.
 *
 * Nothing is fetched or gets newer. Where Cargo is missing, or has never seen what is locked, the lock stays as planned; then the next
 * `cargo build` settles it.
 */
export async function settleCargoLock(tree: Tree): Promise<void> {
  if (!tree.changes().some(({ path }) => path === lock)) return;
  const folder = mkdtempSync(join(tmpdir(), "bimetal-"));
  try {
    for (const path of ["packages", "proto", "services"].flatMap((top) => tree.list(top))) {
      // That a source is there makes a target; what it says does not matter.
      const content = path.endsWith(".rs") ? "" : /\/Cargo\.(toml|lock)$/.test(path) ? tree.text(path) : undefined;
      if (content === undefined) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const settled = await succeeds(join(folder, "services"), "cargo", [
      "update",
      "--workspace",
      "--offline",
      "--quiet",
    ]);
    if (settled) tree.write(lock, readFileSync(join(folder, lock)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
