// How long it takes to make a workspace and to grow it, as medians of one run; with --beside nx, beside create-nx-workspace.
// `npm run bench -w create-bimetal -- --help`
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pack } from "../test/support/packed.ts";
import { startRegistry } from "../test/support/registry.ts";
import { firstAnswer } from "./first-answer.ts";

const help = `Usage: npm run bench -w create-bimetal -- [--runs N] [--installs N] [--beside nx] [--first-answer]

  --runs N        how often the short steps are measured; default 9
  --installs N    how often a workspace is made with its packages; default 3, and 0 leaves that out
  --beside nx     make one with create-nx-workspace after each of those, too
  --first-answer  measure once, by step, how long it takes until a workspace answers through all three languages, instead of all this
`;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "9" },
    installs: { type: "string", default: "3" },
    beside: { type: "string" },
    "first-answer": { type: "boolean" },
    help: { type: "boolean" },
  },
});

if (values.help) process.stdout.write(help);
else if (values["first-answer"]) await withTool(measureAnswer);
else {
  const [runs, installs] = [Number(values.runs), Number(values.installs)];
  await withTool((tool) => measure(tool, runs, installs, values.beside === "nx"));
}

/** The tool as `npm create` has it, in an empty folder of its own. */
interface Tool {
  readonly folder: string;
  /** The commands, without their arguments. */
  readonly create: readonly string[];
  readonly bimetal: string;
}

async function withTool(work: (tool: Tool) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  using packed = pack();
  await using registry = await startRegistry(packed.tarballs);
  try {
    // As `npm create` does, once: into a folder of its own, from the registry.
    const tool = join(folder, "tool");
    mkdirSync(tool);
    const options = ["--registry", registry.url, "--no-audit", "--no-fund", "--loglevel=error"];
    // The registry answers from this process, which therefore must not stand still.
    await installed(tool, ["install", ...options, "create-bimetal@0.1.0"]);
    const create = [join(tool, "node_modules/create-bimetal/create-bimetal.mjs"), "--yes"];
    await work({ folder, create, bimetal: join(tool, "node_modules/bimetal/bimetal.mjs") });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAnswer({ folder, create }: Tool): Promise<void> {
  // Where this runs as root, PostgreSQL runs as somebody else, who must get here.
  chmodSync(folder, 0o755);
  const { steps, files, lines } = await firstAnswer(create, folder, environment());
  for (const { name, seconds } of steps) process.stdout.write(`${name.padEnd(34)} ${seconds.toFixed(2)} s\n`);
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  process.stdout.write(`${"together".padEnd(34)} ${total.toFixed(2)} s\n${files} files, ${lines} lines\n`);
}

function measure({ folder, create, bimetal }: Tool, runs: number, installs: number, beside: boolean): void {
  // Each workspace is a new folder, and all go at the end: where thousands of files were removed a moment ago, a file system such as
  // ext4 takes several times as long to make others.
  let made = 0;
  const fresh = () => mkdtempSync(join(folder, `${made++}-`));
  let shop = "";
  report("create --no-install", runs, () => {
    const place = fresh();
    shop = join(place, "shop");
    return () => run(process.execPath, [...create, "shop", "--no-install"], place);
  });
  report("add service --no-install", runs, () => {
    run("git", ["restore", "."], shop);
    run("git", ["clean", "-fdq"], shop);
    return () => run(process.execPath, [bimetal, "add", "service", "billing", "--no-install"], shop);
  });
  const ours = (place: string) => run(process.execPath, [...create, "full"], place);
  const nx = [
    "exec",
    "--yes",
    "create-nx-workspace@latest",
    "--",
    "nxws",
    "--preset=ts",
    "--nxCloud=skip",
    "--interactive=false",
  ];
  const theirs = (place: string) => run("npm", nx, place);
  const names = ["create, packages installed", "create-nx-workspace --preset=ts"];
  const times: number[][] = [[], []];
  // One after the other, so that both have the same moments of the machine; the first of each fills the caches.
  for (let n = 0; installs > 0 && n <= installs; n++) {
    for (const [at, work] of (beside ? [ours, theirs] : [ours]).entries()) {
      const place = fresh();
      const seconds = time(() => work(place));
      if (n > 0) times[at]?.push(seconds);
    }
  }
  for (const [at, found] of times.entries()) if (found.length > 0) print(names[at] ?? "", found);
}

function report(name: string, runs: number, prepare: () => () => void): void {
  print(
    name,
    Array.from({ length: runs }, () => time(prepare())),
  );
}

function print(name: string, seconds: readonly number[]): void {
  const sorted = [...seconds].sort((a, b) => a - b);
  const [least = 0, middle = 0, most = 0] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  const text = [least, middle, most].map((one) => one.toFixed(2)).join(" / ");
  process.stdout.write(`${name.padEnd(34)} ${text} s (least / median / most of ${sorted.length})\n`);
}

function time(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, args, {
    cwd,
    env: environment(),
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}\n${stderr}`);
}

/** Without what npm and turbo tell the programs of this workspace. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_(package|lifecycle)|TURBO_)/.test(name)),
  );
}

async function installed(cwd: string, args: readonly string[]): Promise<void> {
  const [code] = await once(spawn("npm", args, { cwd, stdio: ["ignore", "ignore", "inherit"] }), "exit");
  if (code !== 0) throw new Error(`npm ${args.join(" ")} ended with ${code}`);
}
