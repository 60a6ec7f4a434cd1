import assert from "node:assert/strict";
import { test } from "node:test";
import { atLeast, versionIn } from "./version.mjs";

test("the first version in what a tool says", () => {
  assert.deepEqual(versionIn("go version go1.26.4 linux/amd64"), [1, 26, 4]);
  assert.deepEqual(versionIn("cargo 1.95.0 (f2d3ce0bd 2026-03-21)"), [1, 95, 0]);
  assert.deepEqual(versionIn("v20.20"), [20, 20, 0]);
  assert.equal(versionIn("no toolchain"), undefined);
});

test("numbers are compared as numbers, from the left", () => {
  assert.ok(atLeast([1, 100, 0], [1, 26]));
  assert.ok(atLeast([1, 26, 0], [1, 26]));
  assert.ok(atLeast([2, 0, 0], [1, 26, 3]));
  assert.ok(!atLeast([1, 9, 9], [1, 26]));
  assert.ok(!atLeast([1, 26, 2], [1, 26, 3]));
});
