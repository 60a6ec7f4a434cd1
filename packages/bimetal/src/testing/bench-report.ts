import type { Report } from "../bench/report/report.ts";

/** A report of two rounds, as a test reads it. */
export function exampleReport(): Report {
  const noise = { deviation: 0.02, waiting: 0.01, hertz: 3.6e9 };
  const rounds = (a: number, b: number) => [{ perSecond: a }, { perSecond: b }];
  return {
    workspace: "shop <1>",
    commit: "0123456789ab",
    started: "2026-01-02T03:04:05.000Z",
    finished: "2026-01-02T03:05:05.000Z",
    ...{ rounds: 2, seconds: 1, quick: true, interrupted: false, noise, warnings: ["this was a quick bench"] },
    machine: {
      ...{ cpu: "Some CPU", cores: 2, vectors: ["AVX2"], memory: 2 ** 33, system: "Linux 6, x64" },
      ...{ versions: { go: "go1.26", rust: "rustc 1.95", node: "v24" }, load: { before: 0.5, after: 1.5 } },
    },
    contenders: [
      { name: "ours", language: "rust", tier: "avx2", settings: ["cargo build --release"], env: {} },
      { name: "theirs", language: "go", settings: ["go build", "without a profile"], env: { GOGC: "100" } },
      { name: "absent", language: "go", settings: [], env: {}, missing: "there is no services/absent" },
    ],
    claims: [
      {
        ...{ row: "cpu", says: "Rust is ahead", number: "ours / theirs", values: [2, 2.2] },
        expectation: { side: "above", threshold: 1 },
        judgement: { median: 2.1, low: 2, high: 2.2, confidence: 0.5, verdict: "supported" },
      },
      {
        ...{ row: "cpu", says: "Rust is ahead", number: "ours / absent", values: [] },
        ...{ expectation: { side: "above", threshold: 1 }, missing: "absent: missing" },
      },
    ],
    rows: [
      {
        ...{ name: "cpu", title: "CPU", about: "One call after the other & so on.", noise },
        metrics: [{ name: "perSecond", title: "numbers per second", unit: "/s" }],
        measured: [
          { contender: "ours", rounds: rounds(2e6, 2.2e6), notes: [] },
          { contender: "theirs", rounds: rounds(1e6, 1e6), notes: ["a note"] },
        ],
        charts: [
          {
            ...{ kind: "bars", title: "numbers per second", x: { title: "" }, y: { title: "numbers per second" } },
            series: [
              { name: "ours", points: [{ x: "ours", y: 2.1e6, low: 2e6, high: 2.2e6 }] },
              { name: "theirs", points: [{ x: "theirs", y: 1e6, low: 1e6, high: 1e6 }] },
            ],
          },
          {
            ...{ kind: "lines", title: "by work", x: { title: "work", log: true }, y: { title: "ms", log: true } },
            series: [
              {
                name: "ours",
                points: [
                  { x: 1, y: 0.2, low: 0.1, high: 0.3 },
                  { x: 64, y: 12, low: 11, high: 14 },
                ],
              },
            ],
            mark: { y: 1, title: "break-even" },
          },
        ],
      },
    ],
  };
}
