import type { Machine } from "../machine.ts";
import { type Calibration, noiseOf, warningOf } from "../noise.ts";
import type { Entrant } from "../prepare.ts";
import type { Bench, Measured, Row } from "../row.ts";
import type { RunOptions } from "../run.ts";
import { judge } from "../verdict.ts";
import type { JudgedClaim, Report, ReportRow } from "./report.ts";

/** What has been gathered. */
export interface Gathered {
  readonly bench: Bench;
  readonly running: readonly {
    readonly row: Row;
    readonly measured: readonly Measured[];
    readonly calibrations: readonly Calibration[];
  }[];
  readonly machine: Machine;
  readonly calibrations: readonly Calibration[];
  readonly entrants: readonly Entrant[];
  readonly started: Date;
}

/** The report of what has been gathered, with each claim judged. */
export async function reportOf(options: RunOptions, gathered: Gathered): Promise<Report> {
  const { root, workspace, rounds, seconds, quick, signal, output } = options;
  const { bench, running, machine, calibrations, entrants, started } = gathered;
  const noise = noiseOf(calibrations);
  const warning = warningOf(noise);
  const head = await output("git", "-C", root, "rev-parse", "--short=12", "HEAD");
  const changes = await output("git", "-C", root, "status", "--porcelain");
  const warnings = [
    ...(quick ? ["this was a quick bench: its rounds are short and few, and clean builds are left out"] : []),
    ...(warning === undefined ? [] : [warning]),
    ...(signal.aborted ? ["it was stopped before its end: later rounds, and rows, are not there"] : []),
  ];
  const claims = running.flatMap(({ row, measured, calibrations: own }) =>
    row.claims(bench, measured).map((claim): JudgedClaim => {
      const { values, expectation, steady } = claim;
      const allowed = steady ? 0 : noiseOf(own).deviation;
      const judged = values.length === 0 ? {} : { judgement: judge(values, expectation, allowed) };
      return { ...claim, row: row.name, ...judged };
    }),
  );
  return {
    workspace,
    ...(head !== undefined && { commit: `${head}${changes ? "+changes" : ""}` }),
    started: started.toISOString(),
    finished: new Date().toISOString(),
    ...{ rounds, seconds, quick, interrupted: signal.aborted, machine, noise, warnings, contenders: entrants, claims },
    rows: running.map(
      ({ row, measured, calibrations: own }): ReportRow => ({
        ...{ name: row.name, title: row.title, about: row.about(bench) },
        ...(row.at !== undefined && { at: row.at }),
        ...{ metrics: row.metrics(bench), measured, charts: row.charts(bench, measured), noise: noiseOf(own) },
      }),
    ),
  };
}
