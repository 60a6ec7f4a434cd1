import { ratioClaim, rivals, seriesOf } from "../compare.ts";
import type { Row } from "../row.ts";
import { watchUsage } from "../usage.ts";
import { servicePlan, serviceTarget } from "./service.ts";

/** Calls at a time: more than a pool has connections, so that it is always in use. */
const concurrency = 32;

/** What "does very well" is taken to mean: four fifths of Rust's throughput, and no more than a quarter more latency. */
const [throughputThreshold, latencyThreshold] = [0.8, 1.25];

/** A get that waits for PostgreSQL. */
export const io: Row = {
  name: "io",
  title: "I/O-bound: a read from PostgreSQL",
  parts: ["service"],
  about: (bench) =>
    `${servicePlan(bench).get.method}, the same query from the same server over pools of the same size: ${concurrency} calls at a time as fast as they are answered, then ${servicePlan(bench).rate} a second whatever becomes of those before. PostgreSQL and the client run on the same machine and are most of the work.`,
  metrics: () => [
    { name: "perSecond", title: "calls per second", unit: "/s" },
    { name: "cpu", title: "processor time of the service per call", unit: "µs" },
    { name: "p50", title: "p50 at the fixed rate", unit: "ms" },
    { name: "p99", title: "p99 at the fixed rate", unit: "ms" },
  ],
  subjects: (bench) => bench.services.map((contender) => ({ contender })),
  async measure(bench, { contender }) {
    const { env, values } = await bench.service();
    await using server = await bench.start(contender, env);
    const target = serviceTarget(bench, server.address, values);
    await bench.load.closed(target, concurrency, bench.seconds / 4);
    const { result, cpuSeconds } = await watchUsage(server.pid, () =>
      bench.load.closed(target, concurrency, bench.seconds),
    );
    const open = await bench.load.open(target, servicePlan(bench).rate, bench.seconds);
    for (const { failed, calls, reason } of [result, open]) {
      if (failed > 0) throw new Error(`${failed} of ${calls} calls failed: ${reason}`);
    }
    return {
      perSecond: result.calls / result.seconds,
      cpu: (cpuSeconds / result.calls) * 1e6,
      p50: open.latencyMs.p50,
      p99: open.latencyMs.p99,
    };
  },
  claims: (bench, measured) =>
    rivals(bench.services).flatMap(({ rust, go }) => {
      const between = { says: "I/O-bound services: Go does very well", over: go.name, under: rust.name };
      return [
        ratioClaim(measured, {
          ...between,
          what: "throughput",
          pick: ({ perSecond }) => perSecond,
          expectation: { side: "above", threshold: throughputThreshold },
        }),
        ratioClaim(measured, {
          ...between,
          what: "p99 at the fixed rate",
          pick: ({ p99 }) => p99,
          expectation: { side: "below", threshold: latencyThreshold },
        }),
      ];
    }),
  charts: (_, measured) => [
    {
      kind: "bars",
      title: "Calls per second (more is better)",
      x: { title: "" },
      y: { title: "calls per second" },
      series: seriesOf(measured, ({ perSecond }) => perSecond),
    },
    {
      kind: "bars",
      title: "Processor time of the service per call (less is better)",
      x: { title: "" },
      y: { title: "µs per call" },
      series: seriesOf(measured, ({ cpu }) => cpu),
    },
  ],
};
