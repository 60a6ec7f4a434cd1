import { ExpectedError } from "../command.ts";
import type { Output } from "../doctor/output.ts";
import type { Guard } from "../stack/guard.ts";
import { type Database, startDatabase } from "./database.ts";
import { loadProgram } from "./load.ts";
import { describeMachine, loadNow } from "./machine.ts";
import type { Calibration } from "./noise.ts";
import type { Contender, Plan } from "./plan.ts";
import { buildLoad, type Entrant, enter, identify, type Workshop } from "./prepare.ts";
import { reportOf } from "./report/assemble.ts";
import type { Report } from "./report/report.ts";
import type { Bench, Measured, Row, Subject } from "./row.ts";
import { serverStarter } from "./server.ts";
import { setUp } from "./set-up.ts";

/** How a bench is run. */
export interface RunOptions {
  readonly root: string;
  readonly workspace: string;
  readonly plan: Plan;
  readonly rows: readonly Row[];
  readonly rounds: number;
  /** How long one measurement takes. */
  readonly seconds: number;
  readonly quick: boolean;
  readonly guard: Guard;
  /** Ends it; what was measured until then is reported. */
  readonly signal: AbortSignal;
  readonly output: Output;
  /** Is told what is done now, and which part of all is done. */
  readonly progress: (text: string, done: number) => void;
}

/** How long the fixed loop runs. */
const calibrationSeconds = 0.2;

/** A row on its way. */
interface Running {
  readonly row: Row;
  readonly subjects: readonly Subject[];
  readonly measured: Measured[];
  readonly calibrations: Calibration[];
}

/**
 * Builds the contenders and measures the rows in interleaved rounds: each round measures each row once, and each row its contenders in
 * turn, a different one first each time.
 *
 * @throws ExpectedError where nothing could be measured at all
 */
export async function runBench(options: RunOptions): Promise<Report> {
  const { root, plan, rounds, seconds, quick, guard, signal, output, progress } = options;
  const started = new Date();
  const machine = await describeMachine(output);
  const rows = options.rows.filter(({ parts }) => parts.some((part) => plan[part] !== undefined));
  const load = loadProgram(root, guard, signal);
  const start = serverStarter(root, guard, signal);
  const workshop: Workshop = { root, guard, signal, output, say: (text) => progress(text, 0) };
  progress("building the load program", 0);
  await buildLoad(workshop);
  const used = (part: "engine" | "service") =>
    rows.some(({ parts }) => parts.includes(part)) ? (plan[part]?.contenders ?? []) : [];
  const [engines, services] = [used("engine"), used("service")];
  const entrants = await enterAll(workshop, plan, engines, services, { load, start });
  const missing = (name: string) => entrants.find((one) => one.name === name)?.missing;

  await using resources = new AsyncDisposableStack();
  let database: Promise<Database> | undefined;
  let inPlace: ReturnType<Bench["service"]> | undefined;
  const calibrations: Calibration[] = [];
  let noting: Measured | undefined;
  const bench: Bench = {
    ...{ root, plan, engines, services, load, start, guard, signal, seconds, quick, scratch: new Map() },
    hertz: () => calibrations.at(-1)?.hertz ?? Number.NaN,
    service: () =>
      (inPlace ??= (async () => {
        database = startDatabase(guard);
        const { url } = resources.use(await database);
        const first = services.find(({ name }) => missing(name) === undefined);
        if (first === undefined || plan.service === undefined) throw new ExpectedError("no service is there");
        return setUp(plan.service, first, { DATABASE_URL: url }, { load, start });
      })()),
    note(text) {
      if (noting?.notes.includes(text) === false) noting.notes.push(text);
    },
  };

  const running = rows.map((row): Running => {
    const subjects = row.subjects(bench);
    const measured = subjects.map(({ contender: { name }, at }): Measured => {
      const reason = missing(name);
      const failed = reason === undefined ? {} : { failure: `missing: ${reason}` };
      return { contender: name, ...(at !== undefined && { at }), rounds: [], notes: [], ...failed };
    });
    return { row, subjects, measured, calibrations: [] };
  });
  const total = running.reduce((sum, { row, subjects }) => sum + roundsOf(row, rounds) * subjects.length, 0);
  let done = 0;
  let last: Running | undefined;
  const calibrate = async (next: Running | undefined) => {
    const calibration = await load.clock(calibrationSeconds);
    calibrations.push(calibration);
    last?.calibrations.push(calibration);
    next?.calibrations.push(calibration);
    last = next;
  };
  try {
    for (let round = 0; round < rounds; round++) {
      for (const one of running) {
        const { row, subjects, measured } = one;
        if (round >= roundsOf(row, rounds)) continue;
        await calibrate(one);
        for (let turn = 0; turn < subjects.length; turn++) {
          const index = (turn + round) % subjects.length;
          const [subject, entry] = [subjects[index], measured[index]];
          done++;
          if (subject === undefined || entry === undefined || entry.failure !== undefined) continue;
          const where = subject.at === undefined ? "" : ` at ${subject.at.toLocaleString("en")}`;
          progress(
            `round ${round + 1} of ${rounds}, ${row.name}: ${subject.contender.name}${where}`,
            (done - 1) / total,
          );
          noting = entry;
          try {
            entry.rounds[round] = await row.measure(bench, subject);
          } catch (error) {
            signal.throwIfAborted();
            entry.failure = error instanceof Error ? error.message : String(error);
          }
        }
      }
    }
    await calibrate(undefined);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  machine.load.after = loadNow();
  return reportOf(options, { bench, running, machine, calibrations, entrants, started });
}

const roundsOf = (row: Row, rounds: number) => row.rounds?.(rounds) ?? rounds;

async function enterAll(
  workshop: Workshop,
  plan: Plan,
  engines: readonly Contender[],
  services: readonly Contender[],
  tools: Pick<Bench, "load" | "start">,
): Promise<Entrant[]> {
  const entrants: Entrant[] = [];
  let wanted: Readonly<Record<string, unknown>> | undefined;
  for (const contender of engines) {
    let entrant = await enter(workshop, contender);
    if (entrant.missing === undefined && plan.engine !== undefined) {
      const identified = await identify(plan.engine, entrant, contender, tools, wanted);
      entrant = identified.entrant;
      wanted ??= identified.answer;
    }
    entrants.push(entrant);
  }
  for (const contender of services) entrants.push(await enter(workshop, contender));
  if (entrants.every(({ missing }) => missing !== undefined)) {
    const lines = entrants.map(({ name, missing }) => `  ${name}: ${missing}`);
    throw new ExpectedError(`there is nothing to measure; all contenders are missing:\n${lines.join("\n")}`);
  }
  return entrants;
}
