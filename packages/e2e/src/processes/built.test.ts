import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProcessEntry } from "bimetal";
import { afterEach, beforeEach, expect, test } from "vitest";
import { builtOrThrow } from "./built.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "built-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const entry = (name: string, run: string[]): ProcessEntry => ({
  ...{ name, kind: "service", replicas: 1, port: 1, memory: "1m", after: [], addresses: {}, env: {} },
  directory: `members/${name}`,
  run,
});

test("names all programs that are not built, and how to build them", () => {
  mkdirSync(join(root, "bin"));
  writeFileSync(join(root, "bin/there"), "");
  const list = [entry("there", ["bin/there"]), entry("one", ["bin/one"]), entry("two", ["node", "dist/two.js"])];
  expect(() => builtOrThrow(root, list)).toThrow(
    "not built: one, two. `npx turbo run build --filter=./members/one --filter=./members/two` does it",
  );
  expect(() => builtOrThrow(root, list.slice(0, 1))).not.toThrow();
});
