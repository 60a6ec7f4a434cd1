/** Measures the gateway beside its peers: `node run.ts --help`. */
import { build } from "./build.ts";
import { goalsOf } from "./goals.ts";
import { hasWrk } from "./load.ts";
import { load, machine } from "./machine.ts";
import { measure } from "./measure.ts";
import { help, type Options, parseOptions } from "./options.ts";
import { goalTable, tableOf } from "./report.ts";

const parsed = parseOptions(process.argv.slice(2));
if (parsed.kind === "help") process.stdout.write(help);
else if (parsed.kind === "wrong") refuse(`${parsed.reason}\n\n${help}`);
else if (!(await hasWrk()))
  refuse("wrk is not installed: apt-get install wrk (Debian, Ubuntu) or brew install wrk (macOS)\n");
else process.exitCode = (await run(parsed.options)) ? 0 : 1;

function refuse(reason: string): void {
  process.stderr.write(reason);
  process.exitCode = 2;
}

/** Resolves to whether everything could be measured. */
async function run(options: Options): Promise<boolean> {
  build();
  const { rounds, seconds, json } = options;
  const where = machine();
  const before = load();
  const say = (text: string) => json || process.stdout.write(`${text}\n\n`);
  say(`${where.cores} cores of ${where.cpu}, ${where.node}, ${where.go}; medians of ${rounds} rounds of ${seconds} s.`);
  const results = await measure(options, (result) => say(tableOf(result)));
  const goals = goalsOf(results);
  const after = load();
  say(goalTable(goals));
  say(
    `Load of the machine over a minute: ${before.toFixed(2)} before, ${after.toFixed(2)} at the end, the benchmark included.`,
  );
  if (json) {
    const scenarios = results.map(({ scenario: { name, title, unit }, rows }) => ({ name, title, unit, rows }));
    process.stdout.write(
      `${JSON.stringify({ machine: where, load: { before, after }, rounds, seconds, scenarios, goals })}\n`,
    );
  }
  return results.every(({ rows }) => rows.every(({ failure }) => failure === undefined));
}
