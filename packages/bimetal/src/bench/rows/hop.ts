import { breakEvens } from "../break-even.ts";
import { pointOf, subjectOf, valuesOf, why } from "../compare.ts";
import type { Chart, Claim, Row } from "../row.ts";
import { fitLine } from "../statistics.ts";
import { enginePlan, engineTarget } from "./engine.ts";

/** What a request carries besides, in bytes. */
const paddings = [0, 1 << 10, 1 << 14, 1 << 18, 1 << 20] as const;

/** Shares of a measurement's time that one point gets. */
const pointShare = 1 / 8;

/** What "most of Rust's speed" is taken to mean. */
const shareThreshold = 0.9;

/** What the call from Go to an engine costs, and from how much work on it pays. */
export const hop: Row = {
  name: "hop",
  title: "The hybrid: what the hop costs, and when it pays",
  parts: ["engine"],
  about(bench) {
    const { oneThread } = enginePlan(bench);
    const env = Object.entries(oneThread).map(([name, value]) => `${name}=${value}`);
    return `Calls of growing work, one after the other, from a Go client to an engine on one thread (${env.join(", ")}). A line through the medians gives the cost of the hop, its height at no work, and the time of the work, its slope. Go without a hop would take the slope of the Go contender alone: where both are equal is the break-even point. Larger requests are padded with a field that the server ignores.`;
  },
  metrics(bench) {
    const { unit } = enginePlan(bench);
    return [
      { name: "hop", title: "hop", unit: "µs" },
      { name: "perUnit", title: `work per ${unit}`, unit: "ns" },
      ...paddings.map((bytes) => ({
        name: `bytes ${bytes}`,
        title: bytes === 0 ? "a small call" : `+ ${sizeText(bytes)}`,
        unit: "µs",
      })),
      { name: "share", title: "share of work in a call as the service makes it", unit: "" },
    ];
  },
  subjects: (bench) => bench.engines.map((contender) => ({ contender })),
  async measure(bench, { contender }) {
    const { oneThread, unitsPerCount, small, shard } = enginePlan(bench);
    await using server = await bench.start(contender, oneThread);
    const seconds = bench.seconds * pointShare;
    const median = async (count: number, padding = 0) => {
      const { failed, reason, latencyMs } = await bench.load.closed(
        engineTarget(bench, server.address, count, padding),
        1,
        seconds,
      );
      if (failed > 0) throw new Error(`${failed} calls failed: ${reason}`);
      return latencyMs.p50;
    };
    await median(small);
    const values: Record<string, number> = {};
    const points: [number, number][] = [];
    for (const count of counts(small, shard)) {
      const ms = await median(count);
      values[`ms ${count}`] = ms;
      points.push([count, ms]);
    }
    for (const bytes of paddings) values[`bytes ${bytes}`] = 1000 * (await median(small, bytes));
    const { intercept, slope } = fitLine(points);
    return {
      ...values,
      hop: Math.max(0, intercept) * 1000,
      perUnit: (slope / unitsPerCount) * 1e6,
      share: (slope * shard) / (Math.max(0, intercept) + slope * shard),
    };
  },
  claims(bench, measured) {
    const { shard, unitsPerCount, unit } = enginePlan(bench);
    const units = (shard * unitsPerCount).toLocaleString("en");
    return bench.engines
      .filter(({ language }) => language === "rust")
      .slice(0, 1)
      .flatMap((rust): Claim[] => {
        const one = subjectOf(measured, rust.name);
        const share = valuesOf(one, (values) => values.share);
        const says = "The hybrid gives most of Rust's speed where it matters";
        const missing = why(one);
        return [
          {
            ...{ says, values: share, expectation: { side: "above", threshold: shareThreshold } },
            number: `share of work in a call of ${units} ${unit}s, ${rust.name}`,
            ...(share.length === 0 && { missing }),
          },
          ...breakEvens(
            bench.engines.map(({ name }) => name),
            measured,
            rust.name,
          ).map(({ go, rounds }): Claim => {
            const gains = rounds.flatMap(({ gain }) => gain(shard * unitsPerCount));
            return {
              ...{ says, values: gains, expectation: { side: "above", threshold: 1 } },
              number: `a call of ${units} ${unit}s to ${rust.name} against computing as ${go} without a hop, times faster`,
              ...(gains.length === 0 && { missing }),
            };
          }),
        ];
      });
  },
  charts(bench, measured) {
    const { unit, unitsPerCount, small, shard } = enginePlan(bench);
    const rust = bench.engines.find(({ language }) => language === "rust")?.name ?? "";
    const pairs = breakEvens(
      bench.engines.map(({ name }) => name),
      measured,
      rust,
    );
    const work = counts(small, shard * 4).map((count) => count * unitsPerCount);
    const found = pairs.map(({ go, rounds }) => {
      const [point] = pointOf(
        go,
        rounds.flatMap(({ breakEven }) => breakEven),
      );
      return point === undefined ? `never against ${go}` : `${point.y.toPrecision(2)} µs against ${go}`;
    });
    const byShard: Chart = {
      kind: "lines",
      title: "A call by its work (less is better)",
      x: { title: `${unit}s in a call`, log: true },
      y: { title: "milliseconds", log: true },
      series: measured.map((one) => ({
        name: one.contender,
        points: counts(small, shard).flatMap((count) =>
          pointOf(
            count * unitsPerCount,
            valuesOf(one, (values) => values[`ms ${count}`]),
          ),
        ),
      })),
    };
    const bySize: Chart = {
      kind: "lines",
      title: "A small call by the size of its request (less is better)",
      x: { title: "bytes more", log: true },
      y: { title: "µs", log: true },
      series: measured.map((one) => ({
        name: one.contender,
        points: paddings
          .filter((bytes) => bytes > 0)
          .flatMap((bytes) =>
            pointOf(
              bytes,
              valuesOf(one, (values) => values[`bytes ${bytes}`]),
            ),
          ),
      })),
    };
    const pays: Chart = {
      kind: "lines",
      title: `When the hop pays: from this much work in Go on, per call: ${found.join("; ")}`,
      x: { title: "µs that the work of a call takes in Go", log: true },
      y: { title: `times faster by the hop to ${rust}`, log: true },
      mark: { y: 1, title: "break-even" },
      series: pairs.map(({ go, rounds }) => ({
        name: `against ${go}`,
        points: work.flatMap((units) => {
          const [at] = pointOf(
            "",
            rounds.map(({ goMicros }) => goMicros(units)),
          );
          return at === undefined
            ? []
            : pointOf(
                at.y,
                rounds.flatMap(({ gain }) => gain(units)),
              );
        }),
      })),
    };
    return pairs.length === 0 ? [byShard, bySize] : [byShard, bySize, pays];
  },
};

/** Counts from one to the other, four times as many each. */
function counts(from: number, to: number): number[] {
  const found = [];
  for (let count = from; count < to; count *= 4) found.push(count);
  return [...found, to];
}

function sizeText(bytes: number): string {
  if (bytes < 1 << 10) return `${bytes} bytes`;
  return bytes < 1 << 20 ? `${bytes >> 10} KiB` : `${bytes >> 20} MiB`;
}
