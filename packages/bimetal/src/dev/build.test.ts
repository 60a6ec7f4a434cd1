import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ProcessEntry } from "../derive/processes.ts";
import { type Guard, startGuard } from "../stack/guard.ts";
import { turboBuild } from "./build.ts";

let root: string;
let guard: Guard;
const write = (path: string, content: object) => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(content));
};
const member = (name: string, build: string, needs: string[] = []) =>
  write(`members/${name}/package.json`, {
    ...{ name, version: "1.0.0", scripts: { build } },
    dependencies: Object.fromEntries(needs.map((one) => [one, "1.0.0"])),
  });
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "build-"));
  guard = startGuard();
  write("package.json", { name: "w", private: true, workspaces: ["members/*"], packageManager: "npm@11.0.0" });
  write("turbo.json", { tasks: { build: { dependsOn: ["^build"], cache: false } } });
  mkdirSync(join(root, "node_modules"));
  const turbo = dirname(createRequire(import.meta.url).resolve("turbo/package.json"));
  symlinkSync(turbo, join(root, "node_modules", "turbo"));
  const members = ["kit", "good", "bad"];
  const links = members.map((name) => [`node_modules/${name}`, { resolved: `members/${name}`, link: true }]);
  const packages = members.map((name) => [`members/${name}`, { version: "1.0.0" }]);
  const top = { name: "w", workspaces: ["members/*"] };
  write("package-lock.json", {
    name: "w",
    lockfileVersion: 3,
    packages: Object.fromEntries([["", top], ...links, ...packages]),
  });
});
afterEach(async () => {
  await guard.close();
  rmSync(root, { recursive: true });
});

const entry = (name: string): ProcessEntry => ({
  ...{ name, kind: "service", replicas: 1, port: 1, memory: "1m", after: [], addresses: {}, env: {} },
  directory: `members/${name}`,
});

test("says what the tools say while they build, and what those that failed have said", async () => {
  member("kit", "echo made the kit");
  member("good", "echo made the good one", ["kit"]);
  member("bad", "echo line 7 is wrong && exit 3", ["kit"]);
  const progress: string[] = [];
  const { failed } = await turboBuild(root, guard)([entry("good"), entry("bad")], ({ component, text }) =>
    progress.push(`${component}: ${text}`),
  );
  expect([...failed]).toEqual([["bad", ["line 7 is wrong"]]]);
  expect(progress).toEqual(
    expect.arrayContaining(["good: made the kit", "bad: made the kit", "good: made the good one"]),
  );
});

test("what is built from a member that failed is not built", async () => {
  member("kit", "echo the kit is broken && exit 1");
  member("good", "echo made the good one", ["kit"]);
  member("bad", "echo made the other one");
  const { failed } = await turboBuild(root, guard)([entry("good"), entry("bad")], () => undefined);
  expect([...failed]).toEqual([["good", ["the kit is broken"]]]);
});
