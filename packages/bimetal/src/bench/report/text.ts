import type { Paint } from "../../dev/view/paint.ts";
import { valuesOf } from "../compare.ts";
import { medianInterval } from "../statistics.ts";
import type { Verdict } from "../verdict.ts";
import { roundNumber, shown } from "./number.ts";
import type { JudgedClaim, Report, ReportRow } from "./report.ts";

/** The report for a terminal: what was measured, row by row, and then the claims. */
export function textReport(report: Report, paint: Paint): string {
  const parts = [
    heading(report),
    ...report.rows.map((row) => rowText(row, paint)),
    claimsText(report.claims, paint),
    report.warnings.map((warning) => paint.notice(`warning: ${warning}`)).join("\n"),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** What a reader has to know of where the numbers come from, in a few lines. */
export function machineLines({ machine, noise, rounds, seconds, commit, workspace, started }: Report): string[] {
  const { cpu, cores, vectors, memory, system, governor, versions, load } = machine;
  const after = load.after === undefined ? "" : `, ${load.after.toFixed(2)} at the end`;
  return [
    `${workspace}${commit === undefined ? "" : ` at ${commit}`}, ${started}; medians of ${rounds} rounds of ${seconds} s a measurement`,
    `${cpu}, ${cores} cores, ${vectors.join(", ") || "no vector instructions"}, ${shown(noise.hertz / 1e9)} GHz as measured, ${Math.round(memory / 2 ** 30)} GiB, ${system}${governor === undefined ? "" : `, governor ${governor}`}`,
    `${versions.go}, ${versions.rust}, Node ${versions.node}`,
    `load over a minute ${load.before.toFixed(2)} before${after}; the fixed loop strays by ${(noise.deviation * 100).toFixed(0)} % and waited for a core for ${(noise.waiting * 100).toFixed(0)} % of its time`,
  ];
}

function heading(report: Report): string {
  const contenders = report.contenders.map(({ name, tier, settings, env, missing }) => {
    const variables = Object.entries(env).map(([variable, value]) => `${variable}=${value}`);
    const facts = [...(tier === undefined ? [] : [tier]), ...settings, ...variables];
    return `  ${name}: ${missing === undefined ? facts.join(", ") : `missing: ${missing}`}`;
  });
  return [...machineLines(report), "contenders:", ...contenders].join("\n");
}

/** A cell: the median, and the interval where the rounds differ. */
export function cellOf(values: readonly number[]): string {
  if (values.length === 0) return "-";
  const { median, low, high } = medianInterval(values);
  return low === high ? shown(median) : `${shown(median)} [${shown(low)}, ${shown(high)}]`;
}

function rowText({ name, title, at, metrics, measured }: ReportRow, paint: Paint): string {
  const header = ["", ...(at === undefined ? [] : [at]), ...metrics.map(({ title: one, unit }) => titleOf(one, unit))];
  const lines = measured.map((one) => {
    const point = at === undefined ? [] : [one.at?.toLocaleString("en") ?? ""];
    const cells = metrics.map((metric) => cellOf(valuesOf(one, (values) => values[metric.name])));
    return [one.contender, ...point, ...cells];
  });
  const notes = measured.flatMap(({ contender, failure, notes: more }) => [
    ...(failure === undefined ? [] : [`  ${contender}: ${failure}`]),
    ...more.map((note) => `  ${contender}: ${note}`),
  ]);
  const told = [...new Set(notes)].map((note) => `\n${paint.notice(note)}`).join("");
  return `${name}: ${title}\n${table([header, ...lines])}${told}`;
}

/** A metric's title with its unit, unless that says it already. */
export function titleOf(title: string, unit: string): string {
  return unit === "" || unit.startsWith("/") || title.includes(unit) ? title : `${title}, ${unit}`;
}

/** What is expected, in words. */
export function expectationOf({ expectation: { side, threshold } }: JudgedClaim): string {
  return `${side} ${roundNumber(threshold)}`;
}

/** What a claim came to, in words. */
export function outcomeOf({ judgement, missing }: JudgedClaim): {
  verdict: Verdict | "not measured";
  measured: string;
} {
  if (judgement === undefined) return { verdict: "not measured", measured: missing ?? "" };
  const { median, low, high, confidence, verdict, because } = judgement;
  const sure = `${Math.floor(confidence * 100)} %`;
  const interval = low === high ? shown(median) : `${shown(median)} [${shown(low)}, ${shown(high)}; ${sure}]`;
  return { verdict, measured: because === undefined ? interval : `${interval}: ${because}` };
}

function claimsText(claims: readonly JudgedClaim[], paint: Paint): string {
  if (claims.length === 0) return "";
  const styles = {
    supported: paint.good,
    "not supported": paint.bad,
    "too close": paint.notice,
    "not measured": paint.faint,
  };
  const width = Math.max(...Object.keys(styles).map(({ length }) => length));
  const lines = claims.flatMap((claim) => {
    const { verdict, measured } = outcomeOf(claim);
    return [
      `${styles[verdict](verdict.padEnd(width))}  ${claim.says}`,
      `${" ".repeat(width)}  ${claim.number}: ${measured}; expected ${expectationOf(claim)}`,
    ];
  });
  return `claims\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      `  ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ")}`.trimEnd(),
    )
    .join("\n");
}
