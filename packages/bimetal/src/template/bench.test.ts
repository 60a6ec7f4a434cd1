import { join } from "node:path";
import { expect, test } from "vitest";
import { readToml } from "../scaffold/edit/toml.ts";
import { collect, textOf } from "./files.ts";
import { prepare } from "./prepare.ts";
import { starterFiles } from "./starter.ts";

const files = collect(join(import.meta.dirname, "../../../.."));

/** The crates that a source file names. */
const cratesIn = (source: string) =>
  [...source.matchAll(/^use (\w+)(?=::)/gm)]
    .map(([, name = ""]) => name.replaceAll("_", "-"))
    .filter((name) => !["std", "crate", "super", "self"].includes(name));

test("the crate of a workspace's bench depends on all that the starter's sources in it use", () => {
  const { dependencies } = readToml<{ dependencies: object }>(textOf(files, "packages/bench/get/Cargo.toml"));
  const sources = starterFiles(files).filter(({ path }) => /^packages\/bench\/get\/src\/.*\.rs$/.test(path));
  const used = new Set(sources.flatMap(({ content }) => cratesIn(content.toString("utf8"))));
  expect(used).toContain("bench-pool");
  expect([...used].filter((name) => !(name in dependencies))).toEqual([]);
});

test("a workspace's Cargo.lock has the crates of its bench, and none of the starter's", () => {
  const lock = textOf(prepare(files).generic, "services/Cargo.lock");
  expect(lock).toContain('name = "bench-get"');
  expect(lock).toContain('name = "bench-pool"');
  expect(lock).not.toContain('name = "starter-bench-get"');
});
