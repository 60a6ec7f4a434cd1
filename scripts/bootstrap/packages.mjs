import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { workspaceNode } from "./node.mjs";

/** Kept inside node_modules, so that it goes with what it describes. */
const stampFile = "node_modules/.installed-from";

/** Whether the packages are there, of whatever lock. */
export const hasPackages = (root) => existsSync(join(root, "node_modules")) && existsSync(workspaceNode(root));

/** Why packages have to be installed; undefined where those that are there fit package-lock.json. */
export function reasonToInstall(root) {
  if (!hasPackages(root)) return "node_modules is not there or not whole";
  if (!existsSync(join(root, stampFile))) return "it is not known what node_modules was installed from";
  return readFileSync(join(root, stampFile), "utf8") === lockHash(root) ? undefined : "package-lock.json has changed";
}

/** Remembers what the packages were installed from. */
export function stamp(root) {
  writeFileSync(join(root, stampFile), lockHash(root));
}

/**
 * Installs what package-lock.json says, where that is not there yet.
 *
 * @param say takes lines for the person who waits
 * @returns undefined when the packages are there, otherwise what went wrong
 */
export function ensurePackages(root, say, install = npmCi) {
  const reason = reasonToInstall(root);
  if (reason === undefined) return undefined;
  say(`Installing packages: ${reason}. This takes about a minute.`);
  const failure = install(root);
  if (failure !== undefined) return failure;
  if (!hasPackages(root)) {
    return "npm installed the packages without the optional ones, and Node is one of them: is `omit` set?\n`npm ci --include=optional` installs all";
  }
  stamp(root);
  return undefined;
}

function npmCi(root, env = process.env) {
  // Under `npm start` npm names itself; the npm on PATH may be another one, or, on Windows, a script that cannot be spawned.
  const own = env.npm_execpath;
  const [command, ...before] = own?.endsWith(".js") ? [process.execPath, own] : ["npm"];
  // Warnings would be that this Node is older than what the packages run on, which is the workspace's.
  const args = [...before, "ci", "--loglevel=error", "--no-audit", "--no-fund", "--no-update-notifier"];
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: "inherit" });
  if (error) return `npm cannot be run: ${error.message}`;
  return status === 0 ? undefined : "`npm ci` failed; its messages stand above";
}

const lockHash = (root) =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
