import type { Goal } from "./goals.ts";
import { medianOf, type Result } from "./results.ts";

/** A scenario as a table: the median of each peer, and its ratio to the two that the goals name. */
export function tableOf({ scenario, rows }: Result): string {
  const median = (subject: Parameters<typeof medianOf>[2]) => medianOf([{ scenario, rows }], scenario.name, subject);
  const compared = (["grpc-gateway", "connect-node"] as const).filter((name) => scenario.subjects.includes(name));
  const header = ["peer", scenario.unit, ...compared.map((name) => `/ ${name}`), "rounds"];
  const lines = rows.map(({ subject, rounds, failure }) => {
    const value = median(subject);
    if (value === undefined) return [subject, "failed", ...compared.map(() => ""), failure ?? ""];
    const ratios = compared.map((name) => {
      const other = median(name);
      return other === undefined ? "" : (value / other).toFixed(2);
    });
    const each = rounds.map((round) => number(round.value) + (round.note === undefined ? "" : ` (${round.note})`));
    return [subject, number(value), ...ratios, each.join(", ")];
  });
  return `## ${scenario.name}: ${scenario.title}\n\n${table([header, ...lines])}`;
}

/** The goals as a table. */
export function goalTable(goals: readonly Goal[]): string {
  const lines = goals.map(({ what, wanted, measured, met }) => [
    what,
    wanted,
    measured?.toFixed(2) ?? "not measured",
    met === undefined ? "" : met ? "met" : "missed",
  ]);
  return `## goals\n\n${table([["what", "wanted", "measured", ""], ...lines])}`;
}

function number(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(3);
}

function table([header, ...lines]: readonly (readonly string[])[]): string {
  const all = [header ?? [], (header ?? []).map(() => "---"), ...lines];
  const widths = (header ?? []).map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all.map((line) => `| ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`).join("\n");
}
