// What the way through gateway, service and gRPC leaves of the bare engine's speed, and how soon a small valuation is answered.
// `node packages/e2e/bench/stack.ts --help`, after `npm run build`
import { parseArgs } from "node:util";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { PricerService } from "@workspace/proto/pricer/v1/pricer_service_pb";
import { startStack } from "bimetal";
import { workspaceRoot } from "../src/manifest.ts";
import { oneCall } from "../test/support/portfolios.ts";
import {
  blocks,
  createPortfolio,
  createValuation,
  type NewSpec,
  succeeded,
  watch,
} from "../test/support/valuations.ts";
import { dailyAverage, dailyAverageJob } from "./daily-average.ts";
import { valueSmall } from "./small-valuations.ts";

const help = `Usage: node packages/e2e/bench/stack.ts [--rounds N] [--seconds S] [--small N]

Starts the stack as processes, with one engine. A round computes an average of 252 dates on the bare engine, then as a valuation
through the gateway; then come small valuations, one block of a European call, one after the other: of a client that does
nothing but send and receive bytes, then of Connect's client for Node.

  --rounds N   how many rounds; default 5
  --seconds S  how long a job is about to take; default 5
  --small N    how many small valuations of each client; default 300
`;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
    small: { type: "string", default: "300" },
    help: { type: "boolean" },
  },
});

if (values.help) process.stdout.write(help);
else await measure(Number(values.rounds), Number(values.seconds), Number(values.small));

async function measure(rounds: number, seconds: number, small: number): Promise<void> {
  await using running = await startStack({
    root: workspaceRoot,
    ports: "free",
    dataDir: "temporary",
    replicas: { pricer: 1, risk: 1 },
  });
  const stack = { gateway: running.gateway ?? "" };
  const [engine] = running.replicas("pricer");
  const bare = createClient(PricerService, createGrpcTransport({ baseUrl: `http://${engine?.address}` }));

  const simulate = async (blockCount: number): Promise<number> => {
    const begin = performance.now();
    let received = 0;
    for await (const _ of bare.simulate({ job: dailyAverageJob, blockCount })) received++;
    if (received !== blockCount) throw new Error(`${received} of ${blockCount} blocks came`);
    return performance.now() - begin;
  };
  const [large, little] = [await createPortfolio(stack, dailyAverage), await createPortfolio(stack, oneCall())];
  const value = async (portfolio: string, spec: NewSpec): Promise<number> => {
    const begin = performance.now();
    succeeded((await watch(stack, await createValuation(stack, portfolio, spec))).last);
    return performance.now() - begin;
  };

  await value(large, blocks(64));
  const trial = 256;
  const blockCount = Math.round((trial * seconds * 1000) / (await simulate(trial)));
  const kept: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const [alone, through] = [await simulate(blockCount), await value(large, blocks(blockCount))];
    kept.push(alone / through);
    const took = [alone, through].map((ms) => `${(ms / 1000).toFixed(2)} s`);
    say(
      `round ${round}: ${blockCount} blocks, bare ${took[0]}, through the stack ${took[1]}: ${percent(alone / through)}`,
    );
  }
  const answers = await valueSmall(stack, little, small);
  say(`of the bare engine's rate, median: ${percent(quantile(kept, 0.5))}`);
  for (const [client, took] of [
    ["bytes alone", answers.bare],
    ["Connect's client", answers.connect],
  ] as const) {
    const [p50, p99] = [0.5, 0.99].map((q) => `${quantile(took, q).toFixed(2)} ms`);
    say(`a valuation of one block, created and watched to its end, ${client}: p50 ${p50}, p99 ${p99}`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** The smallest value that so large a share is not above. */
function quantile(list: readonly number[], share: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
