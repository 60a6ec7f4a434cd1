import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { NpmLock } from "./npm-lock.ts";

const locked = readFileSync(new URL("../../../../../package-lock.json", import.meta.url), "utf8");

test("what needs nothing taken out stays as npm has written it, to the last byte", () => {
  const lock = new NpmLock(locked);
  lock.prune();
  expect(lock.toString()).toBe(locked);
});

test("what only a member needed goes with it, and what others need for development alone is marked so", () => {
  const root = { name: "root", workspaces: ["a", "b"] };
  const packages = {
    "": root,
    a: { name: "a", dependencies: { shared: "1" }, optionalDependencies: { spare: "1" } },
    b: { name: "b", devDependencies: { shared: "1", spare: "1" }, peerDependencies: { peer: "1" } },
    "node_modules/a": { resolved: "a", link: true },
    "node_modules/b": { resolved: "b", link: true },
    "node_modules/shared": { version: "1.0.0", dependencies: { deep: "1" } },
    "node_modules/deep": { version: "1.0.0" },
    "node_modules/spare": { version: "1.0.0", devOptional: true },
    "node_modules/peer": { version: "1.0.0", peer: true },
    "node_modules/unneeded": { version: "1.0.0" },
  };
  const lock = new NpmLock(JSON.stringify({ name: "root", packages }));
  lock.prune();
  expect(lock.get("node_modules/unneeded")).toBeUndefined();
  expect(lock.get("node_modules/deep")).toEqual({ version: "1.0.0" });
  expect(lock.get("node_modules/spare")).toEqual({ version: "1.0.0", devOptional: true });
  expect(lock.get("node_modules/peer")).toEqual({ version: "1.0.0", peer: true });
  lock.removeMember("a");
  lock.prune();
  for (const path of ["node_modules/shared", "node_modules/deep", "node_modules/spare"]) {
    expect(lock.get(path)?.dev, path).toBe(true);
  }
  expect(lock.get("node_modules/spare")?.devOptional).toBeUndefined();
});
