import { setTimeout as delay } from "node:timers/promises";
import { ratioClaim, rivals, seriesOf } from "../compare.ts";
import type { Row } from "../row.ts";
import { usageOf, watchUsage } from "../usage.ts";
import { enginePlan, engineTarget } from "./engine.ts";
import { serviceTarget } from "./service.ts";

/** Calls at a time. */
const concurrency = 16;

/** How long after its start a process is at rest, in seconds. */
const settles = 1;

/** Memory at rest and under load. */
export const memory: Row = {
  name: "memory",
  title: "Memory",
  parts: ["engine", "service"],
  about: () =>
    `What the process holds in memory (resident set, the program's own pages included): ${settles} s after it is ready, and the most while it answers ${concurrency} calls at a time as fast as it can.`,
  metrics: () => [
    { name: "rest", title: "at rest", unit: "MiB" },
    { name: "load", title: "under load", unit: "MiB" },
  ],
  subjects: (bench) => [...bench.engines, ...bench.services].map((contender) => ({ contender })),
  async measure(bench, { contender }) {
    const isEngine = bench.engines.includes(contender);
    const { env = {}, values = {} } = isEngine ? {} : await bench.service();
    await using server = await bench.start(contender, env);
    await delay(settles * 1000, undefined, { signal: bench.signal });
    const rest = usageOf(server.pid).resident;
    const target = isEngine
      ? engineTarget(bench, server.address, enginePlan(bench).small)
      : serviceTarget(bench, server.address, values);
    const { result, peak } = await watchUsage(server.pid, () => bench.load.closed(target, concurrency, bench.seconds));
    if (result.failed > 0) throw new Error(`${result.failed} of ${result.calls} calls failed: ${result.reason}`);
    return { rest: rest / 2 ** 20, load: peak / 2 ** 20 };
  },
  claims: (bench, measured) =>
    [bench.engines, bench.services].flatMap(rivals).flatMap(({ rust, go }) =>
      (["rest", "load"] as const).map((name) =>
        ratioClaim(measured, {
          says: "Memory: Rust takes less, having no collector",
          what: name === "rest" ? "memory at rest" : "memory under load",
          over: go.name,
          under: rust.name,
          pick: (values) => values[name],
          expectation: { side: "above", threshold: 1 },
          steady: true,
        }),
      ),
    ),
  charts: (_, measured) => [
    {
      kind: "bars",
      title: "Memory under load (less is better)",
      x: { title: "" },
      y: { title: "MiB" },
      series: seriesOf(measured, ({ load }) => load),
    },
  ],
};
