import { join } from "node:path";
import { bin } from "./build.ts";
import type { Options } from "./options.ts";
import { type PeerName, peer } from "./peers.ts";
import { type Listening, start } from "./process.ts";
import { medianOf, type Result, type Row } from "./results.ts";
import type { Bench, Scenario } from "./scenarios.ts";

/**
 * How long a peer runs before it is measured, so that compilers and pools have settled: V8 goes on compiling for some ten thousands of
 * calls, on the core that the others want.
 */
const warmUpSeconds = 4;

/** Measures every scenario in turn; within one, the peers take turns in every round. Calls `onResult` after each scenario. */
export async function measure(options: Options, onResult: (result: Result) => void): Promise<Result[]> {
  await using running = new AsyncDisposableStack();
  const open = async (starting: Promise<Listening>) => {
    const listening = await starting;
    running.defer(() => listening.stop());
    return listening.address;
  };
  const backend = await open(start({ command: [join(bin, "backend")] }));
  const addresses = new Map<string, string>([["direct", backend]]);
  for (const name of options.peers) addresses.set(name, await open(start(peer(name, backend))));

  const results: Result[] = [];
  const bench: Bench = {
    seconds: options.seconds,
    rate() {
      const rate = options.rate ?? (medianOf(results, "json", "grpc-gateway") ?? 0) / 2;
      if (rate === 0) throw new Error("grpc-gateway could not be measured, so no rate follows from it");
      return Math.round(rate);
    },
    address: (subject) => addresses.get(subject) as string,
    startAnew: (name: PeerName) => start(peer(name, backend)),
  };
  for (const scenario of options.scenarios) {
    const result = await measureScenario(scenario, bench, options);
    results.push(result);
    onResult(result);
  }
  return results;
}

async function measureScenario(scenario: Scenario, bench: Bench, { rounds, peers }: Options): Promise<Result> {
  const rows: Row[] = scenario.subjects
    .filter((subject) => subject === "direct" || peers.includes(subject))
    .map((subject) => ({ subject, rounds: [] }));
  const attempt = async (row: Row, act: () => Promise<void>) => {
    if (row.failure !== undefined) return;
    await act().catch((error: unknown) => {
      row.failure = error instanceof Error ? error.message : String(error);
    });
  };
  if (scenario.warmUp) {
    const warming = { ...bench, seconds: warmUpSeconds };
    for (const row of rows) await attempt(row, async () => void (await scenario.measure(warming, row.subject)));
  }
  for (let round = 0; round < rounds; round++) {
    for (const row of rows) {
      await attempt(row, async () => void row.rounds.push(await scenario.measure(bench, row.subject)));
    }
  }
  return { scenario, rows };
}
