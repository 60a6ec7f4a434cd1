import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../cli.ts";
import { readManifest } from "../manifest/read.ts";
import { type Scaffolded, scaffolded } from "../testing/scaffolded.ts";
import { recordingIo } from "../testing/workspace.ts";
import { commands } from "./index.ts";

let place: Scaffolded;
beforeAll(async () => {
  place = await scaffolded();
});
afterAll(() => place[Symbol.dispose]());

/** Runs a command in the workspace. */
async function bimetal(...args: string[]) {
  const io = recordingIo(place.root);
  const code = await runCli(commands, args, io);
  return { code, out: io.out(), err: io.err() };
}

/** Runs a command that succeeds, and commits. */
async function done(...args: string[]): Promise<string> {
  const { code, out, err } = await bimetal(...args);
  expect(code, err).toBe(0);
  place.commit();
  return out;
}

const edges = () => readManifest(place.root).edges.map(({ from, to }) => `${from} -> ${to}`);

test("a new workspace is as its manifest says", async () => {
  expect(edges()).toEqual(["gateway -> catalog", "catalog -> search", "catalog -> postgres"]);
  expect((await bimetal("sync", "--check")).code).toBe(0);
});

test("--dry-run shows a tree and a diff and writes nothing", async () => {
  const { code, out } = await bimetal("add", "service", "billing", "--dry-run");
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}services\/\n/m);
  expect(out).toMatch(/^\+ +main\.go$/m);
  expect(out).toMatch(/^\+{3} b\/proto\/billing\/v1\/billing_service\.proto$/m);
  expect(place.status()).toEqual([]);
});

test("what is added, connected, disconnected and removed leaves the tree as it was", async () => {
  const before = readFileSync(join(place.root, "package-lock.json"), "utf8");
  const steps = [
    ["add", "service", "billing"],
    ["add", "engine", "price-list"],
    ["connect", "billing", "price-list"],
    ["connect", "gateway", "billing"],
  ];
  const trees: string[] = [];
  for (const step of steps) trees.push(await done(...step));
  // The golden trees, for review: what each step writes.
  await expect(trees.map((tree, at) => `bimetal ${steps[at]?.join(" ")}\n\n${tree}`).join("\n")).toMatchFileSnapshot(
    "../../testdata/golden/grow.txt",
  );
  expect((await bimetal("sync", "--check")).code).toBe(0);
  expect(edges().slice(3)).toEqual(["billing -> postgres", "billing -> price-list", "gateway -> billing"]);
  expect(existsSync(join(place.root, "services/billing/internal/clients/pricelist/fake/fake.go"))).toBe(true);

  for (const step of [
    ["disconnect", "gateway", "billing"],
    ["disconnect", "billing", "price-list"],
    ["remove", "price-list"],
    ["remove", "billing"],
  ]) {
    await done(...step);
  }
  expect(readFileSync(join(place.root, "package-lock.json"), "utf8")).toBe(before);
  expect(await whatChangedSince("Begin")).toEqual([]);
});

async function whatChangedSince(message: string): Promise<string[]> {
  const { execFileSync } = await import("node:child_process");
  const git = (...args: string[]) => execFileSync("git", args, { cwd: place.root, encoding: "utf8" });
  const first = git("log", "--format=%H", `--grep=^${message}$`).trim();
  return git("diff", "--name-only", first).split("\n").filter(Boolean);
}

test.each([
  [["add", "service", "catalog"], /"catalog" is taken\. catalog-app would do/],
  [["add", "engine", "cata-log"], /same as catalog/],
  [["add", "engine", "select"], /keyword of Go/],
  [["add", "engine", "shop"], /taken/],
  [["connect", "catalog", "search"], /calls search already: nothing was changed/],
  [["connect", "search", "catalog"], /catalog --> search|search --> catalog/],
  [["connect", "search", "postgres"], /is an engine, which computes and calls nobody/],
  [["connect", "gateway", "search"], /whose contract is internal/],
  [["connect", "catalog", "gateway"], /nothing could start first|nobody calls it/],
  [["connect", "catalog", "serch"], /Did you mean "search"\?/],
  [["disconnect", "gateway", "search"], /does not call search: nothing was changed/],
  [["remove", "search"], /catalog --> search {4}bimetal disconnect catalog search/],
  [["remove", "gateway"], /services and engines can be removed/],
])("%j is refused, and changes nothing", async (args, reason) => {
  const { code, err } = await bimetal(...args);
  expect(err).toMatch(reason);
  expect(code).toBe(1);
  expect(place.status()).toEqual([]);
});

test.each([
  [["add", "servic", "billing"]],
  [["add", "service"]],
  [["connect", "catalog"]],
  [["remove"]],
  [["graph", "--format", "png"]],
])("%j is a wrong use", async (args) => {
  expect((await bimetal(...args)).code).toBe(2);
});

test("uncommitted changes are refused, unless forced", async () => {
  writeFileSync(join(place.root, "mine.txt"), "mine");
  const { code, err } = await bimetal("add", "engine", "scoring");
  expect([code, err.split("\n")[1]]).toEqual([1, "  ?? mine.txt"]);
  expect((await bimetal("add", "engine", "scoring", "--force", "--json")).code).toBe(0);
  expect(readFileSync(join(place.root, "mine.txt"), "utf8")).toBe("mine");
  place.commit();
  await done("remove", "scoring");
});

test("an engine that another takes the place of is not removed with the contract of both", async () => {
  await done("add", "engine", "scoring");
  const manifest = readFileSync(join(place.root, "bimetal.json"), "utf8");
  mkdirSync(join(place.root, "services/scoring-go"));
  writeFileSync(join(place.root, "services/scoring-go/package.json"), "{}");
  writeFileSync(
    join(place.root, "bimetal.json"),
    manifest.replace('"path": "services/scoring"', '"path": "services/scoring-go", "language": "go"'),
  );
  place.commit();
  const { code, err } = await bimetal("remove", "scoring");
  expect([code, err]).toEqual([1, expect.stringMatching(/served from services\/scoring-go, but its contract/)]);
  expect(place.status()).toEqual([]);
  rmSync(join(place.root, "services/scoring-go"), { recursive: true });
  writeFileSync(join(place.root, "bimetal.json"), manifest);
  place.commit();
  await done("remove", "scoring");
});

test("a user's file in the way is not written over", async () => {
  mkdirSync(join(place.root, "services/ledger"));
  writeFileSync(join(place.root, "services/ledger/notes.md"), "mine");
  const { code, err } = await bimetal("add", "service", "ledger", "--force");
  expect([code, err]).toEqual([1, "services/ledger is there already: move it away, or choose another name\n"]);
  expect(place.status()).toEqual(["?? services/ledger/notes.md"]);
});

test("the graph is drawn as mermaid, SVG and JSON", async () => {
  expect((await bimetal("graph")).out).toContain("c_gateway --> c_catalog");
  const { out } = await bimetal("graph", "--format", "svg");
  expect(out.match(/marker-end=/g)).toHaveLength(3);
  expect(out).toContain(">catalog</text>");
  expect(JSON.parse((await bimetal("graph", "--json")).out).edges).toHaveLength(3);
});
