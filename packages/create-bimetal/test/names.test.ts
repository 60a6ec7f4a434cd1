import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitFirst, formatFiles, initRepository, loadTemplate, Tree, writeWorkspace } from "bimetal/create";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeAll } from "../src/write.ts";

/** As long as a name may be. */
const long = (letter: string) => `${letter.repeat(13)}-${letter.repeat(12)}-${letter.repeat(13)}`;

/** Good names, but awkward: short, long, with digits, in parts that other generators might join or split. */
const steps = [
  ["add", "service", "ab"],
  ["add", "service", "s3-sync"],
  ["add", "service", long("s")],
  ["add", "engine", "x86"],
  ["add", "engine", "to-do-list"],
  ["add", "engine", long("e")],
  ["connect", "ab", "x86"],
  ["connect", "ab", "to-do-list"],
  ["connect", "s3-sync", "zz"],
  ["connect", long("s"), long("e")],
  ["connect", "gateway", long("s")],
];

const reference = join(import.meta.dirname, "../../..");
const bin = join(reference, "node_modules/.bin");
let root: string;

function run(command: string, args: readonly string[], cwd = root): { status: number | null; said: string } {
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    // What others have written is compiled once for all workspaces.
    // In `proto` it is the generators that are run.
    CARGO_TARGET_DIR: join(reference, cwd === join(root, "proto") ? "tools/protoc-gen-rust/target" : "services/target"),
  };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8", maxBuffer: 64 << 20 });
  return { status, said: `${stdout}${stderr}` };
}

function succeeds(command: string, args: readonly string[], folder = ""): void {
  const { status, said } = run(command, args, join(root, folder));
  expect(said.slice(-4000), `${command} ${args.join(" ")}`).toSatisfy(() => status === 0);
}

beforeAll(async () => {
  // Where the tests of Go run as another user, that user must get here.
  root = join(mkdtempSync(join(tmpdir(), "names-")), "ws");
  const manifest = JSON.parse(readFileSync(join(reference, "packages/bimetal/package.json"), "utf8"));
  const tool = { version: manifest.version, manifest, tarball: Buffer.from("not installed here") };
  const tree = new Tree(root);
  writeWorkspace(tree, loadTemplate(), { name: "ws", service: "prime-numbers", engine: "zz", license: "MIT", tool });
  const changes = tree.changes();
  const { begun } = await writeAll({ folder: root, exists: false }, changes, initRepository);
  linkPackages();
  if (begun === undefined || !(await commitFirst(begun, root, changes, "Begin"))) throw new Error("git cannot");
  for (const step of steps)
    succeeds(process.execPath, [join(reference, "packages/bimetal/bimetal.mjs"), ...step, "--force", "--no-install"]);
  execFileSync("git", ["add", "--all"], { cwd: root });
}, 120_000);
afterAll(() => rmSync(join(root, ".."), { recursive: true, force: true }));

/** The packages of the reference, and the workspace's own. */
function linkPackages(): void {
  const modules = join(root, "node_modules");
  mkdirSync(join(modules, "@workspace"), { recursive: true });
  for (const name of readdirSync(join(reference, "node_modules"))) {
    if (name !== "@workspace") symlinkSync(join(reference, "node_modules", name), join(modules, name));
  }
  symlinkSync(join(root, "proto"), join(modules, "@workspace/proto"));
  symlinkSync(join(root, "packages/gateway"), join(modules, "@workspace/gateway"));
}

// Its crates are compiled from nothing, with whatever else compiles on the machine.
describe("a workspace of awkward names", { timeout: 900_000 }, () => {
  test("its bindings are what the generators make", () => {
    succeeds("npm", ["run", "--silent", "generate"], "proto");
    const { said } = run("git", ["status", "--porcelain"]);
    expect(said.split("\n").filter((line) => /^.\S/.test(line) || line.startsWith("??"))).toEqual([]);
  });

  test("its contracts are formatted, linted and judged by the corpus", () => {
    succeeds("buf", ["lint"], "proto");
    succeeds(
      "buf",
      ["format", "--diff", "--exit-code", "--exclude-path", "third_party/buf", "--exclude-path", "third_party/google"],
      "proto",
    );
    succeeds("go", ["test", "."], "proto");
  });

  test("its Go is formatted and compiles, tests included", () => {
    expect(run("gofmt", ["-l", "services", "proto"])).toEqual({ status: 0, said: "" });
    succeeds("go", ["vet", "./..."], "services");
    succeeds("go", ["mod", "tidy", "-diff"], "services");
  });

  test("its Rust is formatted and compiles, tests included", () => {
    succeeds("cargo", ["fmt", "--all", "--check"], "services");
    succeeds("cargo", ["check", "--locked", "--workspace", "--all-targets", "--quiet"], "services");
  });

  test("its TypeScript is formatted, linted and compiles", () => {
    succeeds("biome", ["ci", "--vcs-enabled=false", "packages", "proto", "scripts"]);
    // Without declarations, whose paths would lead through the links above.
    succeeds("tsc", ["--noEmit", "--declaration", "false", "-p", "packages/e2e"]);
    succeeds("tsc", ["--noEmit", "-p", "packages/demo"]);
  });
});

test("formatting what is formatted changes nothing", async () => {
  const files = ["services/s3-sync/main.go", "services/x86/src/main.rs"];
  const before = files.map((file) => readFileSync(join(root, file), "utf8"));
  expect(await formatFiles(root, files)).toEqual([]);
  expect(files.map((file) => readFileSync(join(root, file), "utf8"))).toEqual(before);
});
