import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { describeMissing, missingTools, wantedVersions } from "./tools.mjs";

const wanted = { node: [20], go: [1, 26], rust: [1, 95] };
const present = { go: "go version go1.26.1 linux/amd64", cargo: "cargo 1.95.0 (abc 2026-03-21)", cc: "cc 14.2.0" };

/** What is missing on a machine whose PATH holds nothing but programs that say these texts. */
function findings(t, says, node = "24.0.0", env = {}) {
  const path = mkdtempSync(join(tmpdir(), "path-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(says)) {
    const code = text === undefined ? "exit 1" : `echo "${text}"`;
    writeFileSync(join(path, name), `#!/bin/sh\n${code}\n`);
    chmodSync(join(path, name), 0o755);
  }
  return missingTools(wanted, { PATH: path, ...env }, node);
}

test("a machine with everything lacks nothing", (t) => {
  assert.deepEqual(findings(t, present), []);
  assert.deepEqual(findings(t, { ...present, go: "go version go1.30 darwin/arm64" }), []);
});

test("everything that is missing is named at once, with what is wanted and where it is had", (t) => {
  const found = findings(t, {}, "18.20.1");
  assert.deepEqual(
    found.map(({ tool }) => tool),
    ["Node", "Go", "Rust", "a C compiler"],
  );
  const text = describeMissing(found);
  assert.match(text, /Node: 18\.20\.1 is too old; 20 or later is wanted\n {4}get it: https:\/\/nodejs\.org/);
  assert.match(text, /Go: not found on PATH; 1\.26 or later is wanted\n {4}get it: https:\/\/go\.dev\/dl/);
  assert.match(text, /Rust: not found on PATH; 1\.95 or later is wanted\n {4}get it: https:\/\/rustup\.rs/);
  assert.match(text, /a C compiler: cc, gcc, clang: none found/);
});

test("a tool that is too old is told apart from one that is missing", (t) => {
  const [go, ...others] = findings(t, { ...present, go: "go version go1.25.9 linux/amd64" });
  assert.deepEqual(others, []);
  assert.equal(go.problem, "1.25.9 is too old; 1.26 or later is wanted");
});

test("where rustup is there, it is what brings the version", (t) => {
  const [rust] = findings(t, { ...present, cargo: "cargo 1.80.0", rustup: "rustup 1.28.2" });
  assert.equal(rust.remedy, "rustup toolchain install 1.95 && rustup default 1.95");
});

test("a tool that cannot run counts as missing", (t) => {
  const [rust] = findings(t, { ...present, cargo: undefined });
  assert.match(rust.problem, /^not found/);
});

test("any usual C compiler will do, and CC names an unusual one", (t) => {
  const { cc, ...others } = present;
  assert.deepEqual(findings(t, { ...others, clang: "clang version 19.1.0" }), []);
  assert.deepEqual(findings(t, { ...others, tcc: "tcc version 0.9" }, "24.0.0", { CC: "tcc" }), []);
  assert.equal(findings(t, { ...others, cc }, "24.0.0", { CC: "gone" }).length, 1);
});

test("the wanted versions are read where they are pinned", () => {
  const versions = wantedVersions(join(import.meta.dirname, "../.."));
  assert.ok(versions.node[0] >= 20);
  assert.equal(versions.go.length, 2);
  assert.equal(versions.rust.length, 2);
});
