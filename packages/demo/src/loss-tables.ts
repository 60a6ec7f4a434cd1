import { columns } from "./columns.ts";
import type { LossReport, Uncertain } from "./losses.ts";

/** Eighths of a cell, from the bottom up. */
const EIGHTHS = " ▁▂▃▄▅▆▇█";
/** How high the picture is, in lines. */
const HEIGHT = 8;

/** What people read of a loss distribution: its picture, its tails, and what each position adds to them. */
export function lossTables(losses: LossReport): string {
  return [picture(losses), tails(losses), shares(losses)].filter((part) => part !== "").join("\n");
}

function tails({ tails }: LossReport): string {
  return columns([
    ["level", "value at risk", "95 % interval", "expected shortfall", "standard error"],
    ...tails.map(({ level, valueAtRisk, low, high, expectedShortfall }) => [
      percent(level),
      valueAtRisk.toFixed(2),
      `${low.toFixed(2)} to ${high.toFixed(2)}`,
      expectedShortfall.estimate.toFixed(2),
      expectedShortfall.standardError.toFixed(2),
    ]),
  ]);
}

function shares({ tails, shares }: LossReport): string {
  if (shares.length === 0) return "";
  const cells = (shortfalls: readonly Uncertain[]) =>
    shortfalls.flatMap(({ estimate, standardError }) => [estimate.toFixed(2), standardError.toFixed(2)]);
  return columns([
    ["adds to the shortfall", ...tails.flatMap(({ level }) => [`at ${percent(level)}`, "standard error"])],
    ...shares.map(({ id, shortfalls }) => [id, ...cells(shortfalls)]),
  ]);
}

/** A bar for each bin, losses to the right, and below them where the values at risk are. */
function picture({ histogram: { low, width, counts }, tails, horizonYears, value, mean }: LossReport): string {
  const most = Math.max(...counts, 1);
  const eighths = counts.map((count) => Math.ceil((count / most) * HEIGHT * 8));
  const lines = Array.from({ length: HEIGHT }, (_, line) => {
    const below = (HEIGHT - 1 - line) * 8;
    return eighths.map((height) => EIGHTHS[Math.min(8, Math.max(0, height - below))]).join("");
  });
  const marks = new Set(tails.map(({ valueAtRisk }) => binOf(valueAtRisk, low, width, counts.length)));
  const ruler = counts.map((_, bin) => (marks.has(bin) ? "▲" : "─")).join("");
  const [least, greatest] = [ending(low), ending(low + width * counts.length)];
  const scale = least + greatest.padStart(Math.max(0, counts.length - least.length));
  return `worth ${value.toFixed(2)} now; in ${horizonYears} years it ${ending(mean.estimate, 2)} on average

${[...lines, ruler, scale].map((line) => line.trimEnd()).join("\n")}
`;
}

function ending(loss: number, digits = 0): string {
  return loss < 0 ? `gains ${(-loss).toFixed(digits)}` : `loses ${loss.toFixed(digits)}`;
}

function binOf(loss: number, low: number, width: number, bins: number): number {
  return width === 0 ? 0 : Math.min(bins - 1, Math.floor((loss - low) / width));
}

function percent(level: number): string {
  return `${Number((100 * level).toFixed(6))} %`;
}
