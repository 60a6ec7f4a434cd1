import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { nodePackage, workspaceNode } from "./node.mjs";
import { ensurePackages, reasonToInstall } from "./packages.mjs";

/** A workspace with a lock file, and an npm that notes its runs and leaves what a whole one leaves. */
function setup(t) {
  const root = mkdtempSync(join(tmpdir(), "packages-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(
    join(root, "package.json"),
    JSON.stringify({ optionalDependencies: { [nodePackage(process)]: "24.21.0" } }),
  );
  writeFileSync(join(root, "package-lock.json"), "{}");
  const said = [];
  let installs = 0;
  const install = () => {
    installs++;
    mkdirSync(dirname(workspaceNode(root)), { recursive: true });
    writeFileSync(workspaceNode(root), "");
  };
  return {
    root,
    said,
    installs: () => installs,
    ensure: (how = install) => ensurePackages(root, (line) => said.push(line), how),
  };
}

test("packages are installed once, and the person who waits is told why", (t) => {
  const { ensure, installs, said } = setup(t);
  assert.equal(ensure(), undefined);
  assert.equal(ensure(), undefined);
  assert.equal(installs(), 1);
  assert.deepEqual(said, ["Installing packages: node_modules is not there or not whole. This takes about a minute."]);
});

test("another lock file installs again", (t) => {
  const { root, ensure, installs } = setup(t);
  ensure();
  writeFileSync(join(root, "package-lock.json"), '{"packages":{}}');
  assert.equal(reasonToInstall(root), "package-lock.json has changed");
  ensure();
  assert.equal(installs(), 2);
});

test("after a failure nothing is taken for installed", (t) => {
  const { root, ensure } = setup(t);
  assert.equal(
    ensure(() => "`npm ci` failed"),
    "`npm ci` failed",
  );
  assert.notEqual(reasonToInstall(root), undefined);
});

test("an install that left out Node is told how to be completed", (t) => {
  const { root, ensure } = setup(t);
  assert.match(
    ensure(() => undefined),
    /npm ci --include=optional/,
  );
  assert.notEqual(reasonToInstall(root), undefined);
});
