import { ratioClaim, rivals, seriesOf, subjectOf, valuesOf, why } from "../compare.ts";
import type { Claim, Row } from "../row.ts";
import { usageOf } from "../usage.ts";

/** Every server has it: it answers at once and then says nothing until something changes. */
export const health = { method: "grpc.health.v1.Health/Watch" } as const;

const sizes = { full: [1000, 5000, 20_000], quick: [1000, 5000] } as const;

/** Streams that are opened per second. */
const rate = 2000;

/** Up to so many milliseconds, 99 of 100 streams have had their first message: the service holds them. */
const firstMessageThreshold = 1000;

/** Many streams that one service holds open. */
export const streams: Row = {
  name: "streams",
  title: "Thousands of concurrent requests",
  parts: ["service"],
  about: () =>
    `So many streams (${health.method}, which every server has) are opened at ${rate.toLocaleString("en")} a second, 100 on a connection, and stay open. The time to the first message counts from when the stream was due. Memory is what the process holds more than before, per stream. One that could not be opened counts with the deadline of 10 s.`,
  at: "open streams",
  metrics: () => [
    { name: "perStream", title: "memory per stream", unit: "KiB" },
    { name: "p50", title: "time to the first message, p50", unit: "ms" },
    { name: "p99", title: "time to the first message, p99", unit: "ms" },
    { name: "opened", title: "streams that were open", unit: "" },
  ],
  subjects: (bench) =>
    (bench.quick ? sizes.quick : sizes.full).flatMap((at) => bench.services.map((contender) => ({ contender, at }))),
  async measure(bench, { contender, at = 1 }) {
    const { env } = await bench.service();
    await using server = await bench.start(contender, env);
    const before = usageOf(server.pid).resident;
    const held = await bench.load.hold({ address: server.address, call: health }, at, rate);
    const after = usageOf(server.pid).resident;
    const lost = await held.release();
    if (held.failed > 0) bench.note(`${held.failed} of ${at} streams were not opened: ${held.reason}`);
    if (lost > 0) bench.note(`${lost} of ${at} streams were lost while others were opened`);
    const { p50, p99 } = held.latencyMs;
    return { perStream: (after - before) / held.opened / 1024, p50, p99, opened: held.opened - lost };
  },
  claims(bench, measured) {
    const most = (bench.quick ? sizes.quick : sizes.full).at(-1);
    const holds = bench.services
      .filter(({ language }) => language === "go")
      .map(({ name }): Claim => {
        const one = subjectOf(measured, name, most);
        const values = valuesOf(one, ({ p99 }) => p99);
        return {
          says: `Go holds thousands of concurrent requests (${most?.toLocaleString("en")} streams)`,
          number: `p99 of the time to the first message in ms, ${name}`,
          expectation: { side: "below", threshold: firstMessageThreshold },
          values,
          ...(values.length === 0 && { missing: why(one) }),
        };
      });
    const memory = rivals(bench.services).map(({ rust, go }) =>
      ratioClaim(measured, {
        says: "Memory: Rust takes less, having no collector",
        what: `memory per stream at ${most?.toLocaleString("en")}`,
        over: go.name,
        under: rust.name,
        ...(most !== undefined && { at: most }),
        pick: ({ perStream }) => perStream,
        expectation: { side: "above", threshold: 1 },
        steady: true,
      }),
    );
    return [...holds, ...memory];
  },
  charts: (_, measured) => [
    {
      kind: "lines",
      title: "Memory per open stream (less is better)",
      x: { title: "open streams", log: true },
      y: { title: "KiB per stream" },
      series: seriesOf(measured, ({ perStream }) => perStream),
    },
    {
      kind: "lines",
      title: "Time to the first message, p99 (less is better)",
      x: { title: "open streams", log: true },
      y: { title: "milliseconds", log: true },
      series: seriesOf(measured, ({ p99 }) => p99),
    },
  ],
};
