import { appendFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExpectedError } from "../../command.ts";
import { output } from "../../doctor/output.ts";
import { ratioClaim, rivals, seriesOf } from "../compare.ts";
import { finished } from "../finished.ts";
import type { Contender } from "../plan.ts";
import type { Bench, Row, Values } from "../row.ts";
import { copySources } from "../sources.ts";

/** Builds from nothing take minutes. */
const mostRounds = 3;

/** Times of builds, and what they make. */
export const build: Row = {
  name: "build",
  title: "Build",
  parts: ["engine", "service"],
  about: (bench) =>
    `Each contender is built as its member builds it, in a copy of the workspace${bench.quick ? "" : ", first with empty caches of the compilers (modules and crates are downloaded already; Go compiles its standard library, Rust comes with its own compiled)"}, then again after a declaration was added to one source file. Programs as built, not stripped; images where Docker has them.`,
  metrics: () => [
    { name: "clean", title: "clean build", unit: "s" },
    { name: "incremental", title: "incremental build", unit: "s" },
    { name: "program", title: "program", unit: "MiB" },
    { name: "image", title: "image", unit: "MiB" },
  ],
  rounds: (rounds) => Math.min(rounds, mostRounds),
  subjects: (bench) => [...bench.engines, ...bench.services].map((contender) => ({ contender })),
  async measure(bench, { contender }) {
    const { program, image } = contender;
    const folder = await copyOf(bench);
    if (!bench.quick) for (const cache of caches) rmSync(join(folder, cache), { recursive: true, force: true });
    const first = await timedBuild(bench, folder, contender);
    appendFileSync(join(folder, contender.build.edit), lineOf(contender));
    const incremental = await timedBuild(bench, folder, contender);
    const size = image && (await output("docker", "image", "inspect", "--format", "{{.Size}}", image));
    return {
      ...(!bench.quick && { clean: first }),
      incremental,
      program: statSync(join(folder, program)).size / 2 ** 20,
      ...(Number(size) > 0 && { image: Number(size) / 2 ** 20 }),
    };
  },
  claims: (bench, measured) =>
    [bench.engines, bench.services].flatMap(rivals).flatMap(({ rust, go }) =>
      (bench.quick ? (["incremental"] as const) : (["clean", "incremental"] as const)).map((name) =>
        ratioClaim(measured, {
          says: "Compile time: Go is faster",
          what: `${name} build`,
          over: rust.name,
          under: go.name,
          pick: (values: Values) => values[name],
          expectation: { side: "above", threshold: 1 },
        }),
      ),
    ),
  charts: (bench, measured) =>
    (bench.quick ? (["incremental"] as const) : (["clean", "incremental"] as const)).map((name) => ({
      kind: "bars",
      title: `${name === "clean" ? "Clean" : "Incremental"} build (less is better)`,
      x: { title: "" },
      y: { title: "seconds" },
      series: seriesOf(measured, (values) => values[name]),
    })),
};

let edits = 0;

/** A private declaration that changes the program's code, if not what it does. */
function lineOf({ language }: Contender): string {
  edits++;
  return language === "go" ? `\nvar _ = ${edits}\n` : `\nconst _: u32 = ${edits};\n`;
}

/** Where the compilers keep what they have compiled, relative to the copy. */
const goCache = ".go-cache";
const caches = [goCache, "services/target"];

/** A copy of the workspace's sources, the same in all rounds. */
async function copyOf(bench: Bench): Promise<string> {
  const kept = bench.scratch.get("sources");
  if (kept !== undefined) return kept;
  const folder = mkdtempSync(join(tmpdir(), "bimetal-build-"));
  bench.guard.removeAtEnd(folder);
  await copySources(bench.root, folder);
  bench.scratch.set("sources", folder);
  return folder;
}

/** Builds, and gives the seconds. */
async function timedBuild(bench: Bench, folder: string, contender: Contender): Promise<number> {
  const { guard, signal } = bench;
  const [command = "", ...args] = contender.build.command;
  const program = { command, args, cwd: join(folder, contender.build.directory), env: buildEnvironment(bench, folder) };
  const begin = performance.now();
  const { code, lines } = await finished(program, guard, signal);
  const seconds = (performance.now() - begin) / 1000;
  if (code !== 0) throw new ExpectedError(`${contender.name} is not built:\n${lines.slice(-10).join("\n")}`);
  return seconds;
}

/** Nothing is downloaded, and the caches are the copy's own; but for a quick bench, which begins with what the workspace has compiled. */
function buildEnvironment({ root, quick }: Bench, folder: string): NodeJS.ProcessEnv {
  const { CARGO_TARGET_DIR: _target, CARGO_BUILD_BUILD_DIR: _build, ...inherited } = process.env;
  const offline = { ...inherited, GOPROXY: "off", CARGO_NET_OFFLINE: "true" };
  if (quick) return { ...offline, CARGO_BUILD_BUILD_DIR: join(root, "services/target") };
  return { ...offline, GOCACHE: join(folder, goCache) };
}
