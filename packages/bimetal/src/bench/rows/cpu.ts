import { ratioClaim, rivals, seriesOf } from "../compare.ts";
import type { Row } from "../row.ts";
import { watchUsage } from "../usage.ts";
import { enginePlan, engineTarget } from "./engine.ts";

/** Work that only computes, on one thread. */
export const cpu: Row = {
  name: "cpu",
  title: "CPU-bound throughput of one core",
  parts: ["engine"],
  about(bench) {
    const { unit, heavy, unitsPerCount, oneThread } = enginePlan(bench);
    const env = Object.entries(oneThread).map(([name, value]) => `${name}=${value}`);
    return `One call of ${(heavy * unitsPerCount).toLocaleString("en")} ${unit}s after the other, on one thread (${env.join(", ")}). Cycles are the processor time of the whole process, its transport and collector included, times the clock that a loop of known length has just shown.`;
  },
  metrics(bench) {
    const { unit } = enginePlan(bench);
    return [
      { name: "perSecond", title: `${unit}s per second`, unit: "/s" },
      { name: "cycles", title: `cycles per ${unit}`, unit: "cycles" },
      { name: "cores", title: "cores that were busy", unit: "" },
    ];
  },
  subjects: (bench) => bench.engines.map((contender) => ({ contender })),
  async measure(bench, { contender }) {
    const { heavy, unitsPerCount, oneThread } = enginePlan(bench);
    await using server = await bench.start(contender, oneThread);
    const target = engineTarget(bench, server.address, heavy);
    await bench.load.closed(target, 1, bench.seconds / 4);
    const { result, cpuSeconds } = await watchUsage(server.pid, () => bench.load.closed(target, 1, bench.seconds));
    if (result.failed > 0) throw new Error(`${result.failed} of ${result.calls} calls failed: ${result.reason}`);
    const units = result.calls * heavy * unitsPerCount;
    return {
      perSecond: units / result.seconds,
      cycles: (cpuSeconds * bench.hertz()) / units,
      cores: cpuSeconds / result.seconds,
    };
  },
  claims: (bench, measured) =>
    rivals(bench.engines).flatMap(({ rust, go }) => [
      ratioClaim(measured, {
        says: "CPU-bound throughput: Rust is ahead",
        what: "throughput",
        over: rust.name,
        under: go.name,
        pick: ({ perSecond }) => perSecond,
        expectation: { side: "above", threshold: 1 },
      }),
      ratioClaim(measured, {
        says: "CPU-bound throughput: Rust is ahead",
        what: "cycles",
        over: rust.name,
        under: go.name,
        pick: ({ cycles }) => cycles,
        expectation: { side: "below", threshold: 1 },
      }),
    ]),
  charts(bench, measured) {
    const { unit } = enginePlan(bench);
    return [
      {
        kind: "bars",
        title: `${unit}s per second on one thread (more is better)`,
        x: { title: "" },
        y: { title: `${unit}s per second` },
        series: seriesOf(measured, ({ perSecond }) => perSecond),
      },
      {
        kind: "bars",
        title: `Cycles per ${unit} (less is better)`,
        x: { title: "" },
        y: { title: `cycles per ${unit}` },
        series: seriesOf(measured, ({ cycles }) => cycles),
      },
    ];
  },
};
