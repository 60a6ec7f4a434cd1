import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { test } from "node:test";
import { handOver, workspaceEnvironment } from "./hand-over.mjs";
import { nodePackage, workspaceNode } from "./node.mjs";

/** A workspace whose Node is this one, in a package. */
function workspace(t) {
  const root = mkdtempSync(join(tmpdir(), "hand-over-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(
    join(root, "package.json"),
    JSON.stringify({ optionalDependencies: { [nodePackage(process)]: "24.21.0" } }),
  );
  mkdirSync(dirname(workspaceNode(root)), { recursive: true });
  symlinkSync(process.execPath, workspaceNode(root));
  chmodSync(workspaceNode(root), 0o755);
  return root;
}

test("the exit code is the script's", async (t) => {
  const root = workspace(t);
  assert.equal(await handOver(root, ["-e", "process.exitCode = 7"]), 7);
});

test("the end by a signal has the code that a shell gives it", async (t) => {
  const root = workspace(t);
  assert.equal(await handOver(root, ["-e", "process.kill(process.pid, 'SIGKILL')"]), 137);
});

test("the workspace's programs come first, and nothing asks or reports", (t) => {
  const root = workspace(t);
  const { PATH, TURBO_TELEMETRY_DISABLED } = workspaceEnvironment(root, { PATH: "/usr/bin" });
  assert.equal(PATH, `${join(root, "node_modules", ".bin")}${delimiter}/usr/bin`);
  assert.equal(TURBO_TELEMETRY_DISABLED, "1");
});

test("a signal to the one that handed over reaches the script, whose answer counts", async (t) => {
  const root = workspace(t);
  const script = join(root, "script.mjs");
  writeFileSync(
    script,
    "process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1000); console.log('ready');",
  );
  const module = new URL("hand-over.mjs", import.meta.url).href;
  const code = `import { handOver } from ${JSON.stringify(module)}; process.exitCode = await handOver(${JSON.stringify(root)}, [${JSON.stringify(script)}]);`;
  const outer = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(outer.stdout, "data");
  outer.kill("SIGTERM");
  assert.deepEqual(await once(outer, "exit"), [5, null]);
});
