import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Generates again and gives the files that are not as they were; a text where generating failed. Compares with the tree as it
 * is, so that work that is not committed yet is no failure. */
export function changedByGenerating(root, env) {
  const before = hashes(root);
  const { status } = spawnSync("turbo", ["run", "generate", "--force", "--output-logs=errors-only"], {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) return ["generating failed"];
  const after = hashes(root);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
  return changed.sort().map((file) => `${file} was not as it is generated; it is now`);
}

/** The content of every file that git does not ignore, by path. */
function hashes(root) {
  const listed = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  if (listed.status !== 0) throw new Error(`git cannot list the files: ${listed.error?.message ?? listed.stderr}`);
  return new Map(
    listed.stdout
      .split("\0")
      .filter(Boolean)
      .map((file) => [file, hash(join(root, file))]),
  );
}

function hash(file) {
  try {
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "EISDIR") return error.code;
    throw error;
  }
}
