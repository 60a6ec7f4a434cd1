// How long it takes to make a workspace and to grow it, as medians of one run; with --beside nx, beside create-nx-workspace.
// `npm run bench -w create-bimetal -- --help`
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pack } from "../test/support/packed.ts";
import { startRegistry } from "../test/support/registry.ts";

const help = `Usage: npm run bench -w create-bimetal -- [--runs N] [--installs N] [--beside nx]

  --runs N      how often the short steps are measured; default 9
  --installs N  how often a workspace is made with its packages; default 3
  --beside nx   make one with create-nx-workspace after each of those, too
`;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "9" },
    installs: { type: "string", default: "3" },
    beside: { type: "string" },
    help: { type: "boolean" },
  },
});

if (values.help) process.stdout.write(help);
else await measure(Number(values.runs), Number(values.installs), values.beside === "nx");

async function measure(runs: number, installs: number, beside: boolean): Promise<void> {
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
    const bimetal = join(tool, "node_modules/bimetal/bimetal.mjs");

    const shop = join(folder, "shop");
    report("create --no-install", runs, () => {
      rmSync(shop, { recursive: true, force: true });
      return () => run(process.execPath, [...create, "shop", "--no-install"], folder);
    });
    report("add service --no-install", runs, () => {
      run("git", ["restore", "."], shop);
      run("git", ["clean", "-fdq"], shop);
      return () => run(process.execPath, [bimetal, "add", "service", "billing", "--no-install"], shop);
    });
    const ours: (() => void)[] = [() => run(process.execPath, [...create, "full"], folder)];
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
    const theirs: (() => void)[] = beside ? [() => run("npm", nx, folder)] : [];
    const names = ["create, packages installed", "create-nx-workspace --preset=ts"];
    const times: number[][] = [[], []];
    // One after the other, so that both have the same moments of the machine; the first of each fills the caches.
    for (let n = 0; n <= installs; n++) {
      for (const [at, work] of [...ours, ...theirs].entries()) {
        for (const made of ["full", "nxws"]) rmSync(join(folder, made), { recursive: true, force: true });
        const seconds = time(work);
        if (n > 0) times[at]?.push(seconds);
      }
    }
    for (const [at, found] of times.entries()) if (found.length > 0) print(names[at] ?? "", found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)/.test(name)),
  );
  const { status, stderr } = spawnSync(command, args, {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}\n${stderr}`);
}

async function installed(cwd: string, args: readonly string[]): Promise<void> {
  const [code] = await once(spawn("npm", args, { cwd, stdio: ["ignore", "ignore", "inherit"] }), "exit");
  if (code !== 0) throw new Error(`npm ${args.join(" ")} ended with ${code}`);
}
