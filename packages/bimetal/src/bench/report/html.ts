import { valuesOf } from "../compare.ts";
import { drawChart } from "./chart.ts";
import { escaped } from "./escaped.ts";
import type { JudgedClaim, Report, ReportRow } from "./report.ts";
import { cellOf, expectationOf, machineLines, outcomeOf, titleOf } from "./text.ts";

/** The report as one page that needs nothing besides: readable on paper, in light and in the dark. */
export function htmlReport(report: Report): string {
  const { workspace, claims, rows, warnings, contenders } = report;
  const entrants = contenders.map(({ name, tier, settings, env, missing }) => {
    const variables = Object.entries(env).map(([variable, value]) => `${variable}=${value}`);
    const facts = missing === undefined ? [...settings, ...variables].join("; ") : `missing: ${missing}`;
    return [name, tier ?? "", facts];
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(workspace)}: bench</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(workspace)}: Go and Rust, measured</h1>
${warnings.map((warning) => `<p class="warning">${escaped(warning)}</p>`).join("\n")}
${machineLines(report)
  .map((line) => `<p class="facts">${escaped(line)}</p>`)
  .join("\n")}
${tableOf(["contender", "computes with", "built by, and run with"], entrants)}
<h2>Claims</h2>
${claimTable(claims)}
${rows.map(section).join("\n")}
</body>
</html>
`;
}

function claimTable(claims: readonly JudgedClaim[]): string {
  const lines = claims.map((claim) => {
    const { verdict, measured } = outcomeOf(claim);
    const cells = [claim.says, claim.number, expectationOf(claim), measured].map((cell) => `<td>${escaped(cell)}</td>`);
    return `<tr><td class="${verdict.replaceAll(" ", "-")}">${verdict}</td>${cells.join("")}</tr>`;
  });
  const header = ["verdict", "the guide says", "number", "expected", "measured: median [interval; its confidence]"];
  return `<table><thead><tr>${header.map((cell) => `<th>${cell}</th>`).join("")}</tr></thead><tbody>${lines.join("\n")}</tbody></table>`;
}

function section({ title, about, at, metrics, measured, charts, noise }: ReportRow): string {
  const header = [
    "contender",
    ...(at === undefined ? [] : [at]),
    ...metrics.map((one) => titleOf(one.title, one.unit)),
  ];
  const lines = measured.map((one) => [
    one.contender,
    ...(at === undefined ? [] : [one.at?.toLocaleString("en") ?? ""]),
    ...metrics.map((metric) => cellOf(valuesOf(one, (values) => values[metric.name]))),
  ]);
  const notes = measured.flatMap(({ contender, failure, notes: more }) =>
    [...(failure === undefined ? [] : [failure]), ...more].map((note) => `${contender}: ${note}`),
  );
  const figures = charts
    .filter(({ series }) => series.some(({ points }) => points.length > 0))
    .map((chart) => `<figure><figcaption>${escaped(chart.title)}</figcaption>${drawChart(chart)}</figure>`);
  return `<section>
<h2>${escaped(title)}</h2>
<p>${escaped(about)}</p>
<p class="facts">While it was measured, the fixed loop strays by ${(noise.deviation * 100).toFixed(0)} %.</p>
${[...new Set(notes)].map((note) => `<p class="warning">${escaped(note)}</p>`).join("\n")}
${figures.join("\n")}
${tableOf(header, lines)}
</section>`;
}

function tableOf(header: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: "td" | "th") =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  return `<table><thead>${row(header, "th")}</thead><tbody>${lines.map((line) => row(line, "td")).join("")}</tbody></table>`;
}

const style = `
:root { color-scheme: light dark; --ground: #fff; --ink: #1c2330; --faint: #5b6576; --grid: #d9dee7; --good: #11663a; --bad: #a3221b; --close: #7a5200; --s0: #b4471f; --s1: #1f6fb4; --s2: #3c7d2f; --s3: #7b4fa3; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181f; --ink: #e6eaf1; --faint: #9aa5b5; --grid: #323a47; --good: #6fce97; --bad: #f08b82; --close: #e3b75c; --s0: #f0916a; --s1: #6db3f2; --s2: #8fcf7f; --s3: #c39be8; } }
@media print { :root { color-scheme: light; --ground: #fff; --ink: #000; --faint: #333; --grid: #bbb; --good: #11663a; --bad: #a3221b; --close: #7a5200; --s0: #b4471f; --s1: #1f6fb4; --s2: #3c7d2f; --s3: #7b4fa3; } body { max-width: none; margin: 0; } figure, tr { break-inside: avoid; } h2 { break-after: avoid; } }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 2.5rem; }
p { margin: 0.4rem 0; }
.facts { color: var(--faint); font-size: 0.9rem; }
.warning { border-left: 4px solid var(--close); padding-left: 0.7rem; }
table { border-collapse: collapse; margin: 1rem 0; font-size: 0.88rem; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid var(--grid); padding: 0.3rem 0.7rem 0.3rem 0; text-align: left; vertical-align: top; font-variant-numeric: tabular-nums; }
.supported, .not-supported, .too-close, .not-measured { white-space: nowrap; }
.supported { color: var(--good); font-weight: bold; }
.not-supported { color: var(--bad); font-weight: bold; }
.too-close { color: var(--close); font-weight: bold; }
.not-measured { color: var(--faint); }
figure { margin: 1.2rem 0; }
figcaption { font-weight: bold; }
svg { width: 100%; max-width: 45rem; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: var(--ink); }
svg .tick, svg .axis { fill: var(--faint); }
svg .grid { stroke: var(--grid); }
svg .mark { stroke: var(--ink); stroke-dasharray: 3 3; }
svg .whisker { stroke: var(--ink); stroke-width: 1.5; }
svg .line { fill: none; stroke-width: 2; }
svg .line.s0 { stroke: var(--s0); } svg .line.s1 { stroke: var(--s1); } svg .line.s2 { stroke: var(--s2); } svg .line.s3 { stroke: var(--s3); }
svg .fill.s0 { fill: var(--s0); } svg .fill.s1 { fill: var(--s1); } svg .fill.s2 { fill: var(--s2); } svg .fill.s3 { fill: var(--s3); }
`;
