import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { builtFrom, readMembers, sourcesOf } from "./members.ts";

let root: string;
const write = (path: string, content: object | string) => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "members-"));
  write("package.json", { workspaces: ["packages/*", "services/*", "proto"] });
  write("proto/package.json", { name: "@w/proto", dependencies: { other: "1" } });
  write("services/go.mod", "module w");
  write("services/kit/package.json", { name: "@w/kit", dependencies: { "@w/proto": "1" } });
  write("services/orders/package.json", { name: "@w/orders", dependencies: { "@w/kit": "1" } });
  write("services/notes.txt", "no member");
  write("packages/edge/package.json", { name: "@w/edge", devDependencies: { "@w/proto": "1" } });
});
afterEach(() => rmSync(root, { recursive: true }));

test("a member is built from those it names, from those they name, and from nothing else", () => {
  const members = readMembers(root);
  const names = (directory: string) => builtFrom(members, directory).map(({ name }) => name);
  expect(names("services/orders")).toEqual(["@w/orders", "@w/kit", "@w/proto"]);
  expect(names("packages/edge")).toEqual(["@w/edge", "@w/proto"]);
});

test("the files of its toolchain above a member are sources of it", () => {
  const members = readMembers(root);
  expect(sourcesOf(root, members, "services/orders")).toEqual([
    "services/orders",
    "services/kit",
    "proto",
    "services/go.mod",
  ]);
  expect(sourcesOf(root, members, "packages/edge")).toEqual(["packages/edge", "proto"]);
});
