import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** Where what is built lies, and what tells the compilers how. */
const folders = [".cargo", "services", "proto", "packages", "tools"];

/**
 * Copies what git knows of in these folders and what it would not ignore, as it is at the moment. The installed packages are linked,
 * for builds may call their programs.
 */
export async function copySources(root: string, folder: string): Promise<void> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", ...folders];
  const { stdout } = await promisify(execFile)("git", args, { cwd: root, maxBuffer: 1 << 26 });
  for (const file of new Set(stdout.split("\0"))) {
    if (file === "" || statSync(join(root, file), { throwIfNoEntry: false })?.isFile() !== true) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }
  const packages = join(root, "node_modules");
  if (existsSync(packages)) symlinkSync(packages, join(folder, "node_modules"));
}
