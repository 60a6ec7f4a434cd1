import { Sampling } from "@workspace/proto/risk/v1/valuation_pb";
import { columns } from "./columns.ts";
import { greekRows } from "./greeks.ts";
import { lossTables } from "./loss-tables.ts";
import type { Comparison, Report } from "./report.ts";

/** What people read at the end: positions beside their closed forms, what each engine did, how fast it went. */
export function tables(report: Report): string {
  const losses = report.losses === undefined ? "" : lossTables(report.losses);
  return [headline(report), estimates(report), greeks(report), losses, engines(report)]
    .filter((part) => part !== "")
    .join("\n");
}

function headline({ valuation, state, error }: Report): string {
  const failed = error === undefined ? "" : `  ${error.code}: ${error.message}\n`;
  return `\n${valuation}: ${state}\n${failed}`;
}

function estimates({ positions, total }: Report): string {
  if (total === null) return "";
  const decimals = decimalsOf([...positions, total].map(({ standardError }) => standardError));
  const row = (id: string, { estimate, standardError, closedForm, deviation }: Comparison) => [
    id,
    estimate.toFixed(decimals),
    standardError.toFixed(decimals),
    closedForm === null ? "-" : closedForm.toFixed(decimals),
    deviation === null ? "-" : signed(deviation),
  ];
  return columns([
    ["position", "estimate", "standard error", "closed form", "difference in standard errors"],
    ...positions.map((position) => row(position.id, position)),
    row("total", total),
  ]);
}

/** As many as show a figure of each standard error that is not rounding: 4, or more where variances are low. */
function decimalsOf(standardErrors: readonly number[]): number {
  const least = Math.min(...standardErrors.filter((standardError) => standardError > 1e-8));
  return Number.isFinite(least) ? Math.max(4, -Math.floor(Math.log10(least))) : 4;
}

function greeks({ positions }: Report): string {
  const rows = greekRows(positions);
  return rows.length === 0 ? "" : columns(rows);
}

function engines(report: Report): string {
  const { engines, paths, seconds, pathsPerSecond, outsideEngines } = report;
  if (engines.length === 0) return "";
  const worked = columns([
    ["engine", "instructions", "threads", "blocks", "busy thread seconds"],
    ...engines.map(({ engine, tier, threads, blocks, busySeconds }) => [
      engine,
      tier,
      String(threads),
      String(blocks),
      busySeconds.toFixed(2),
    ]),
  ]);
  const unit = unitOf(report);
  const speed =
    pathsPerSecond === null ? "" : `, ${Math.round(pathsPerSecond).toLocaleString("en")} ${unit} per second`;
  const outside =
    outsideEngines === null ? "" : `, ${(100 * outsideEngines).toFixed(1)} % of the time outside the engines`;
  const duration = seconds === null ? "" : ` in ${seconds.toFixed(2)} s`;
  return `${worked}\n${paths.toLocaleString("en")} ${unit}${reduced(report)}${duration}${speed}${outside}\n`;
}

/** What was simulated so many of. */
function unitOf({ losses, reduction }: Report): string {
  if (losses !== undefined) return "scenarios";
  return reduction.antithetic ? "pairs of paths" : "paths";
}

function reduced({ reduction: { controlVariates, sampling } }: Report): string {
  const points = sampling === Sampling.SOBOL ? " of Sobol points" : "";
  return `${points}${controlVariates ? " with control variates" : ""}`;
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(2)}`;
}
