import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import { ValuationService } from "@workspace/proto/risk/v1/valuation_service_pb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf } from "../src/clients.ts";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { bitsOf } from "./support/bits.ts";
import { type Job, longJob } from "./support/jobs.ts";
import { oneCall } from "./support/portfolios.ts";
import {
  blocks,
  createPortfolio,
  getValuation,
  inTheMiddle,
  startValuation,
  succeeded,
  value,
  watch,
} from "./support/valuations.ts";

/** What every component may take: the time to finish what runs, and some to break off, flush and exit. */
const drainMs = 10_000;
const exitWithinMs = drainMs + 5_000;

let stack: Stack;
let job: Job;
let undisturbed: Record<string, string>;
beforeAll(async () => {
  const env = { DRAIN_TIMEOUT: `${drainMs}ms` };
  stack = await driver.start({ replicas: { risk: 2, pricer: 2 }, env: { gateway: env, risk: env, pricer: env } });
  job = await longJob(stack);
  undisturbed = bitsOf(await value(stack, job.portfolio, job.spec));
});
afterAll(() => stack[Symbol.asyncDispose]());

/** Creates valuations one after the other, again and again, from several clients, until it is told to stop. */
function load(parent: string) {
  const accepted: string[] = [];
  const unexpected: string[] = [];
  let going = true;
  const client = async () => {
    while (going) {
      const request = { parent, requestId: randomUUID(), valuation: { spec: blocks(1) } };
      try {
        const { valuation } = await clientOf(stack, ValuationService).createValuation(request);
        accepted.push(valuation?.name ?? "");
      } catch (error) {
        const { code, message } = ConnectError.from(error);
        // Refused before it was accepted, which is what a component that stops may do.
        const refused = code === Code.Unavailable || code === Code.ResourceExhausted || refusedByProxy(message);
        if (!refused) unexpected.push(`${message} ${await reasonOf(message)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const clients = Array.from({ length: 4 }, client);
  return {
    accepted,
    async stop() {
      going = false;
      await Promise.all(clients);
      expect(unexpected, "errors other than a refusal").toEqual([]);
    },
  };
}

/** What the log of whoever made it has of an error that tells its caller an id only. */
async function reasonOf(message: string): Promise<string> {
  const [, id] = /, id (\w+)$/.exec(message) ?? [];
  if (id === undefined) return "";
  const replicas = ["gateway", "risk"].flatMap((component) => stack.replicas(component));
  const lines = (await Promise.all(replicas.map((replica) => replica.logs()))).flat();
  return JSON.stringify(lines.filter((line) => JSON.stringify(line).includes(id)));
}

/** A published port is kept by the container engine's proxy: it takes connections for a container that is gone, and resets them. */
const refusedByProxy = (message: string) => driver.name === "containers" && /ECONNRESET|EPIPE/.test(message);

test.each(["pricer", "risk", "gateway"])(
  "%s on SIGTERM under load exits in time and loses nothing",
  async (component) => {
    const parent = await createPortfolio(stack, oneCall());
    const running = await startValuation(stack, job.portfolio, job.spec);
    await inTheMiddle(stack, running);
    const { accepted, stop } = load(parent);
    await expect.poll(() => accepted.length, { timeout: 20_000 }).toBeGreaterThan(5);

    const [replica] = stack.replicas(component);
    if (replica === undefined) throw new Error(`there is no ${component}`);
    await replica.signal("SIGTERM");
    expect(await replica.exited(exitWithinMs), "the exit").toEqual({ code: 0 });
    await replica.start();
    await stop();

    expect(accepted.length).toBeGreaterThan(0);
    for (const name of accepted) {
      await expect.poll(async () => succeeded((await watch(stack, name)).last).name, { timeout: 60_000 }).toBe(name);
    }
    expect((await getValuation(stack, running)).name).toBe(running);
    expect(bitsOf(succeeded((await watch(stack, running)).last))).toEqual(undisturbed);
  },
);
