import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Packed, pack } from "./support/packed.ts";
import { type Registry, startRegistry } from "./support/registry.ts";

let packed: Packed;
let registry: Registry;
let clean: string;
beforeAll(async () => {
  packed = pack();
  registry = await startRegistry(packed.tarballs);
  clean = mkdtempSync(join(tmpdir(), "a clean folder-"));
  // Whatever npm does once, such as fetching this package, it has done.
  await create(clean, "--version");
}, 300_000);
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  packed[Symbol.dispose]();
  rmSync(clean, { recursive: true, force: true });
});

/** Runs `npm create bimetal`, as it is published, with a cache of its own and no access to this repository. */
async function create(cwd: string, ...args: string[]) {
  return ended(npm(cwd, "exec", "create-bimetal@0.1.0", "--", ...args));
}

/** npm in a group of processes of its own, which a signal reaches as Ctrl-C does. */
function npm(cwd: string, ...args: string[]) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|config_local)/i.test(name),
  );
  const env = {
    ...Object.fromEntries(inherited),
    npm_config_registry: registry.url,
    npm_config_cache: join(clean, ".npm"),
    npm_config_yes: "true",
  };
  return spawn("npm", args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
}

async function ended(child: ReturnType<typeof npm>) {
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code, out, err };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((file) => !file.startsWith(".git/"));
}

test("the two packages are under 2 MB together, without native parts", () => {
  const bytes = packed.tarballs.reduce((sum, tarball) => sum + statSync(tarball).size, 0);
  expect(bytes).toBeLessThan(2_000_000);
});

test("a workspace is made under the names that were chosen, committed, whole", async () => {
  const made = await create(
    clean,
    "shop",
    "--service",
    "catalog",
    "--engine",
    "search-index",
    "--no-install",
    "--json",
  );
  expect(made.code, made.err).toBe(0);
  const shop = join(clean, "shop");
  const { files, next } = JSON.parse(made.out);
  const there = filesBelow(shop);
  expect(there).toHaveLength(files);
  expect(next).toEqual(["cd shop", "npm start"]);

  // npm changes names and modes when it packs; one archive keeps them.
  expect(there).toEqual(expect.arrayContaining([".gitignore", ".dockerignore", ".github/workflows/ci.yml"]));
  expect(statSync(join(shop, "tools/protoc")).mode & 0o111).not.toBe(0);
  expect(statSync(join(shop, "README.md")).mode & 0o111).toBe(0);
  expect(there.filter((file) => file.endsWith(".tgz"))).toEqual(["vendor/bimetal-0.1.0.tgz"]);
  expect(execFileSync("git", ["status", "--porcelain"], { cwd: shop, encoding: "utf8" })).toBe("");
  expect(execFileSync("git", ["log", "--format=%s"], { cwd: shop, encoding: "utf8" })).toBe("Begin\n");
  // What npm would write into the lock of this package.json.
  const json = (file: string) => JSON.parse(readFileSync(join(shop, file), "utf8"));
  expect(json("package.json")).toMatchObject(json("package-lock.json").packages[""]);
  const groups = Object.keys(json("package.json")).filter((field) => /ependencies$/.test(field));
  expect(Object.keys(json("package-lock.json").packages[""])).toEqual(expect.arrayContaining(groups));
  // The golden tree, for review.
  await expect(`${there.sort().join("\n")}\n`).toMatchFileSnapshot("golden/create.txt");
});

test("no word of the starter's names or of the demo domain is left, and no name of this project's but the tool's", () => {
  const domain =
    /prime[-_ ]?(tally|sieve|workspace)|\b(portfolios?|valuations?|pricers?|monte[- ]carlo|volatilit(y|ies)|philox|greeks?)\b/i;
  // What the tool is called, its files and commands, and where npm finds it.
  const tool =
    /bimetal(\.json|\.processes\.json|\.schema\.json|\.mjs|-0\.1\.0\.tgz)|\.bimetal\b|`bimetal|\bnpx bimetal|node_modules\/bimetal|"bimetal"|vendor\/bimetal/;
  const shop = join(clean, "shop");
  const found: string[] = [];
  for (const file of filesBelow(shop)) {
    if (/\.(tgz|binpb)$|^package-lock\.json$|third_party|gen\/ts\/(buf|google)|go\.sum$/.test(file)) continue;
    expect(file).not.toMatch(domain);
    for (const [index, line] of readFileSync(join(shop, file), "utf8").split("\n").entries()) {
      if (line.includes("\r")) found.push(`${file}:${index + 1}: a carriage return`);
      if (domain.test(line) || (/bimetal/i.test(line) && !tool.test(line)))
        found.push(`${file}:${index + 1}: ${line.trim()}`);
    }
  }
  expect(found).toEqual([]);
  const descriptors = readFileSync(join(shop, "proto/gen/descriptor.binpb"), "latin1");
  expect(descriptors).not.toMatch(domain);
  expect(descriptors).toContain("search_index.v1");
});

test("an empty folder is filled where somebody stands in it, and a git repository above is respected", async () => {
  const outer = join(clean, "outer");
  const here = join(outer, "my-app");
  mkdirSync(here, { recursive: true });
  execFileSync("git", ["init", "--quiet"], { cwd: outer });
  const { code, out, err } = await create(here, ".", "--no-install", "--json");
  expect(code, err).toBe(0);
  expect(JSON.parse(out).notes[0]).toContain("is a git repository already");
  expect(existsSync(join(here, ".git"))).toBe(false);
  expect(readFileSync(join(here, "bimetal.json"), "utf8")).toContain('"name": "my-app"');
});

test.each([
  [["select"], /cannot be the name of a workspace: it is a keyword of Go\. select-app would do\./],
  [["Shop"], /capitals.*shop would do/],
  [["orders", "--service", "orders"], /cannot be the name of a service: it is taken/],
  [
    ["orders", "--service", "list-ing", "--engine", "listing"],
    /cannot be the name of an engine: it is the same as list-ing/,
  ],
  [["full"], /is not empty \(mine\.txt\)/],
  [["monorepo/packages/inner"], /would be a member of the npm workspace .* by "packages\/\*"/],
  [["../.."], /is not empty|cannot be the name/],
])("%j is refused, and nothing is made", async (args, reason) => {
  mkdirSync(join(clean, "full"), { recursive: true });
  writeFileSync(join(clean, "full/mine.txt"), "mine");
  mkdirSync(join(clean, "monorepo/packages"), { recursive: true });
  writeFileSync(join(clean, "monorepo/package.json"), '{ "workspaces": ["packages/*"] }');
  const before = filesBelow(clean).filter((file) => !file.startsWith(".npm/"));
  const { code, err } = await create(clean, ...args, "--no-install");
  expect(err).toMatch(reason);
  expect(code).toBe(1);
  expect(filesBelow(clean).filter((file) => !file.startsWith(".npm/"))).toEqual(before);
});

test("--dry-run writes nothing; a name is wanted; a wrong option is named", async () => {
  const dry = await create(clean, "dry", "--dry-run");
  expect([dry.code, existsSync(join(clean, "dry"))]).toEqual([0, false]);
  expect(dry.out).toContain("+++ b/services/tally/main.go");
  expect(await create(clean)).toMatchObject({ code: 2 });
  const wrong = await create(clean, "shop2", "--licence", "MIT");
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain("--licence");
});

test("a place that cannot be written is said, and nothing is made", async () => {
  writeFileSync(join(clean, "file"), "mine");
  const { code, err } = await create(clean, "file/shop", "--no-install");
  expect(err).toMatch(/nothing was made: EEXIST/);
  expect([code, readFileSync(join(clean, "file"), "utf8")]).toEqual([1, "mine"]);
});

test.each([
  ["in the order service, engine", ["one", "--service", "catalog", "--engine", "search"]],
  ["in any order with =", ["two", "--engine=search", "--service=catalog"]],
])("options need no `--`, %s: npm takes them for its own, and they are understood", async (_, args) => {
  const { code, out, err } = await ended(
    npm(clean, "create", "bimetal", ...args, "--no-install", "--no-git", "--json"),
  );
  expect(code, err).toBe(0);
  const { folder } = JSON.parse(out);
  expect(existsSync(join(folder, "services/catalog/main.go")), out).toBe(true);
  expect(existsSync(join(folder, "services/search/Cargo.toml")), out).toBe(true);
  expect(existsSync(join(folder, ".git"))).toBe(false);
});

test("Ctrl-C in the middle leaves nothing behind", async () => {
  const place = join(clean, "interrupted");
  mkdirSync(place);
  const child = npm(place, "exec", "create-bimetal@0.1.0", "--", "shop", "--no-install");
  const done = ended(child);
  while (child.exitCode === null && readdirSync(place).length === 0) await delay(1);
  expect(readdirSync(place), "what is written aside").toEqual([expect.stringMatching(/^\.shop-/)]);
  process.kill(-Number(child.pid), "SIGINT");
  await done;
  expect(readdirSync(place)).toEqual([]);
});
