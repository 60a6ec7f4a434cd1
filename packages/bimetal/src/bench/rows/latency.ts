import { pointOf, ratioClaim, rivals, valuesOf } from "../compare.ts";
import type { Chart, Row, Values } from "../row.ts";
import { watchUsage } from "../usage.ts";
import { enginePlan, engineTarget } from "./engine.ts";
import { health } from "./streams.ts";

/** Streams that are open meanwhile: they are the heap that the collector has to go through. */
const held = 2000;

/** What is offered to each contender at each rate, in measurements of the usual length: tails need many calls. */
const longer = 2;

const quantiles = ["p50", "p90", "p99", "p999", "p9999"] as const;
const shares = { p50: 50, p90: 90, p99: 99, p999: 99.9, p9999: 99.99 } as const;

/** Calls with little work at rates that do not wait for answers. */
export const latency: Row = {
  name: "latency",
  title: "Latency under load, at fixed rates",
  parts: ["engine"],
  about(bench) {
    const { small, unitsPerCount, unit } = enginePlan(bench);
    return `Calls of ${(small * unitsPerCount).toLocaleString("en")} ${unit}s at fixed rates, whatever becomes of those before; a latency counts from when its call was due. Meanwhile the process holds ${held.toLocaleString("en")} open streams of other clients, a heap of goroutines, buffers and connections as a server in use has, and the same for Rust. The collector is as the environment says: GOGC=${process.env.GOGC ?? "100, the default"}, GOMEMLIMIT=${process.env.GOMEMLIMIT ?? "unset"}, unless a contender's own variables say otherwise. A call that fails counts with the deadline of 10 s. A quantile that fewer than ten calls lie beyond is one of these calls, not a property of the program.`;
  },
  at: "calls per second",
  metrics: () => [
    ...quantiles.map((name) => ({ name, title: `p${shares[name]}`, unit: "ms" })),
    { name: "calls", title: "calls", unit: "" },
    { name: "failed", title: "failed", unit: "" },
    { name: "cores", title: "cores that were busy", unit: "" },
  ],
  subjects: (bench) => enginePlan(bench).rates.flatMap((at) => bench.engines.map((contender) => ({ contender, at }))),
  async measure(bench, { contender, at = 1 }) {
    await using server = await bench.start(contender);
    const target = engineTarget(bench, server.address, enginePlan(bench).small);
    const streams = await bench.load.hold({ address: server.address, call: health }, held, held);
    try {
      await bench.load.open(target, at, bench.seconds / 4);
      const seconds = bench.seconds * longer;
      const { result, cpuSeconds } = await watchUsage(server.pid, () => bench.load.open(target, at, seconds));
      const { calls, failed, reason, latencyMs } = result;
      if (failed > 0) bench.note(`${failed} of ${calls} calls failed at ${at} a second: ${reason}`);
      return { ...latencyMs, calls, failed, cores: cpuSeconds / seconds };
    } finally {
      await streams.release();
    }
  },
  claims: (bench, measured) =>
    enginePlan(bench).rates.flatMap((at) =>
      rivals(bench.engines).flatMap(({ rust, go }) => {
        const between = { over: go.name, under: rust.name, at, expectation: { side: "above", threshold: 1 } } as const;
        const tail = tailOf(bench.seconds * longer * at);
        const says = `Latency is predictable in Rust, which has no collector (${at} calls per second)`;
        return [
          ratioClaim(measured, { ...between, says, what: tail.title, pick: (values) => values[tail.name] }),
          ratioClaim(measured, {
            ...between,
            says,
            what: `${tail.title} over the median, so that slower arithmetic does not count`,
            pick: (values) => (values[tail.name] ?? Number.NaN) / (values.p50 ?? Number.NaN),
          }),
        ];
      }),
    ),
  charts: (bench, measured) =>
    enginePlan(bench).rates.map(
      (rate): Chart => ({
        kind: "lines",
        title: `Latency at ${rate} calls per second (less is better)`,
        // The share of calls that take longer, so that each further nine is a step of the same width.
        x: { title: "one call in so many takes longer", log: true },
        y: { title: "milliseconds", log: true },
        series: measured
          .filter(({ at }) => at === rate)
          .map((one) => ({
            name: one.contender,
            points: quantiles.flatMap((name) =>
              pointOf(
                Math.round(100 / (100 - shares[name])),
                valuesOf(one, (values: Values) => values[name]),
              ),
            ),
          })),
      }),
    ),
};

/** The farthest quantile that some ten calls lie beyond. */
function tailOf(calls: number): { name: (typeof quantiles)[number]; title: string } {
  const name = calls >= 100_000 ? "p9999" : calls >= 10_000 ? "p999" : "p99";
  return { name, title: `p${shares[name]}` };
}
