import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readPlan } from "../bench/plan.ts";
import { createProgress } from "../bench/progress.ts";
import { htmlReport } from "../bench/report/html.ts";
import type { Report } from "../bench/report/report.ts";
import { textReport } from "../bench/report/text.ts";
import type { Row } from "../bench/row.ts";
import { rows } from "../bench/rows/index.ts";
import { runBench } from "../bench/run.ts";
import { type Command, type Io, UsageError } from "../command.ts";
import { stopSignals } from "../dev/signals.ts";
import { paint } from "../dev/view/paint.ts";
import { output } from "../doctor/output.ts";
import { suggestion } from "../manifest/nearest.ts";
import { findRoot, readManifest } from "../manifest/read.ts";
import { startGuard } from "../stack/guard.ts";
import { takeLock } from "../stack/lock.ts";

/** How many rounds, and how many seconds a measurement. */
const usual = { rounds: 5, seconds: 4 } as const;
const quick = { rounds: 3, seconds: 1 } as const;

/** What a shell expects of a program that Ctrl-C has ended. */
const interruptedCode = 130;

/** `bimetal bench`: Go and Rust of this workspace on this machine. */
export const bench: Command = {
  name: "bench",
  summary: "measure here what is said of Go and Rust, with this workspace's own programs",
  help: `Usage: bimetal bench [options]

Measures what the guide to Go and Rust claims, with the programs that packages/bench/bench.json names, on this machine: throughput,
latency, memory, reads from PostgreSQL, open streams, builds, and what a call from Go to Rust costs. Contenders take turns in several
rounds; a fixed loop between them shows how steady the machine is. Each claim is then supported, not supported, or too close to say.
A contender that is not there is said to be missing. All traffic stays on this machine, and everything that is started ends by itself.
Ctrl-C ends it earlier, with a report of what was measured until then. docs/bench.md tells how to read the report.

Options:
  --list           list the rows and stop
  --only <rows>    measure these rows only, separated by commas
  --rounds <n>     how often everything is measured (default ${usual.rounds}, or ${quick.rounds} with --quick)
  --seconds <n>    how long one measurement takes (default ${usual.seconds}, or ${quick.seconds} with --quick)
  --quick          short rounds, and no clean builds: a first look, and the report says so
  --json           the report as one JSON document on standard output instead of text
  --html <file>    write the report as one page, which needs nothing besides
  --out <folder>   write bench.txt, bench.json and bench.html there

Examples:
  bimetal bench --quick
  bimetal bench --only cpu,hop --rounds 9
  bimetal bench --html bench.html
  bimetal bench --json > bench.json

Exit codes: 0 measured, whatever the verdicts are (a contender that is missing changes nothing), 1 something could not be measured,
2 wrong arguments, ${interruptedCode} stopped before the end.
`,
  async run(args, io) {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const { values } = parseArgs({
      args,
      options: { list: flag, only: text, rounds: text, seconds: text, quick: flag, json: flag, html: text, out: text },
    });
    if (values.list) {
      const width = Math.max(...rows.map(({ name }) => name.length));
      for (const { name, title } of rows) io.stdout.write(`${name.padEnd(width)}  ${title}\n`);
      return 0;
    }
    const defaults = values.quick ? quick : usual;
    const rounds = number("--rounds", values.rounds, defaults.rounds, /^[1-9]\d{0,2}$/);
    const seconds = number("--seconds", values.seconds, defaults.seconds, /^(?!0*\.?0*$)\d{1,3}(\.\d+)?$/);
    const chosen = choose(values.only);
    const report = await measure(io, { rows: chosen, rounds, seconds, quick: values.quick ?? false });
    write(io, report, { json: values.json ?? false, html: values.html, out: values.out });
    if (report.interrupted) return interruptedCode;
    const absent = new Set(report.contenders.filter(({ missing }) => missing !== undefined).map(({ name }) => name));
    const failed = report.rows.some(({ measured }) =>
      measured.some(({ contender, failure }) => failure !== undefined && !absent.has(contender)),
    );
    return failed ? 1 : 0;
  },
};

async function measure(
  io: Io,
  choices: { rows: readonly Row[]; rounds: number; seconds: number; quick: boolean },
): Promise<Report> {
  const root = findRoot(io.cwd);
  const { name } = readManifest(root);
  const plan = readPlan(root);
  const guard = startGuard();
  await using resources = new AsyncDisposableStack();
  resources.defer(() => guard.close());
  resources.defer(await takeLock(join(root, ".bimetal", "bench.lock"), "`bimetal bench` in this workspace", guard.pid));
  const progress = createProgress(io.stderr);
  resources.defer(() => progress.close());
  const stopping = new AbortController();
  resources.defer(
    stopSignals(
      (signal) => {
        progress.show(`${signal}: stopping; again ends it at once`, 0);
        stopping.abort();
      },
      // The guard ends what runs.
      () => process.exit(interruptedCode),
    ),
  );
  return await runBench({
    ...{ root, workspace: name, plan, guard, signal: stopping.signal, output, ...choices },
    progress: progress.show,
  });
}

function write(
  io: Io,
  report: Report,
  { json, html, out }: { json: boolean; html: string | undefined; out: string | undefined },
): void {
  const document = `${JSON.stringify(report, undefined, 2)}\n`;
  const colored = paint([], Boolean(io.stdout.isTTY) && !io.env.NO_COLOR);
  io.stdout.write(json ? document : textReport(report, colored));
  if (html !== undefined) writeFileSync(resolve(io.cwd, html), htmlReport(report));
  if (out === undefined) return;
  const folder = resolve(io.cwd, out);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "bench.txt"), textReport(report, paint([], false)));
  writeFileSync(join(folder, "bench.json"), document);
  writeFileSync(join(folder, "bench.html"), htmlReport(report));
}

function number(flag: string, given: string | undefined, usually: number, form: RegExp): number {
  if (given === undefined) return usually;
  if (!form.test(given)) throw new UsageError(`${flag} must be a number above 0 and below 1000, not ${given}`);
  return Number(given);
}

function choose(only: string | undefined): readonly Row[] {
  if (only === undefined) return rows;
  const known = rows.map(({ name }) => name);
  const wanted = only.split(",").map((name) => name.trim());
  for (const name of wanted) {
    if (known.includes(name)) continue;
    throw new UsageError(`--only knows no row "${name}".${suggestion(name, known)} There are ${known.join(", ")}`);
  }
  return rows.filter(({ name }) => wanted.includes(name));
}
