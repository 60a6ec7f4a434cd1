import { Greek } from "@workspace/proto/risk/v1/valuation_pb";
import { expect, test } from "vitest";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { bitsOf } from "./support/bits.ts";
import { type Job, longJob } from "./support/jobs.ts";
import { mixed } from "./support/portfolios.ts";
import { blocks, inTheMiddle, startValuation, succeeded, value, watch } from "./support/valuations.ts";

const spec = blocks(192, { greeks: [Greek.DELTA, Greek.VEGA, Greek.RHO] });

const run = async (stack: Stack) => bitsOf(await value(stack, mixed(16), spec));

test("the same job gives the same bits however it is sharded, on any number of engines, again and when hedged", async () => {
  const results: [how: string, bits: Record<string, string>][] = [];
  let long: Job;
  let undisturbed: Record<string, string>;
  {
    await using stack = await driver.start({ replicas: { pricer: 1 }, env: { risk: { SHARD_BLOCKS: "64" } } });
    results.push(["shards of 64, 1 engine", await run(stack)]);
    results.push(["a second run", await run(stack)]);
    await stack.scale("pricer", 2);
    results.push(["2 engines", await run(stack)]);
    await stack.scale("pricer", 3);
    results.push(["3 engines", await run(stack)]);
    long = await longJob(stack);
    undisturbed = bitsOf(await value(stack, long.portfolio, long.spec));
  }
  {
    await using stack = await driver.start({ replicas: { pricer: 2 }, env: { risk: { SHARD_BLOCKS: "1" } } });
    results.push(["shards of 1", await run(stack)]);
  }
  {
    const hedged = { SHARD_BLOCKS: "7", HEDGE_QUANTILE: "0.1", HEDGE_BUDGET: "1", HEDGE_MIN_DELAY: "1ms" };
    await using stack = await driver.start({ replicas: { pricer: 2 }, env: { risk: hedged } });
    results.push(["shards of 7, hedged", await run(stack)]);

    // An engine that hangs keeps its shards until somebody else computes them.
    const name = await startValuation(stack, long.portfolio, long.spec);
    await inTheMiddle(stack, name);
    const [engine] = stack.replicas("pricer");
    await engine?.pause();
    const { last } = await watch(stack, name);
    await engine?.resume();
    expect(bitsOf(succeeded(last)), "hedged around an engine that hangs").toEqual(undisturbed);
  }
  const [, first] = results[0] ?? [];
  for (const [how, bits] of results) expect(bits, how).toEqual(first);
});
