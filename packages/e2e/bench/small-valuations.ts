import { once } from "node:events";
import { Agent, request } from "node:http";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { Edge } from "../src/clients.ts";
import { blockPaths, blocks, createValuation, succeeded, watch } from "../test/support/valuations.ts";

/** Not counted: caches, compilers and connections get warm. */
const warmUp = 100;

/** How long valuations of one block took, one after the other, from the first byte asked to the last byte answered. */
export interface Answers {
  /** Milliseconds each, of a client that does nothing but send and receive bytes: what the stack takes. */
  readonly bare: readonly number[];
  /** Milliseconds each, of the Connect client for Node, which takes its share of the processors. */
  readonly connect: readonly number[];
}

/**
 * Creates valuations of one block and watches each to its end, with one client and then with the other.
 *
 * They have a thread of their own: that of the stack's parent gathers the logs of all processes, a line or two of each a valuation.
 */
export async function valueSmall({ gateway }: Edge, portfolio: string, count: number): Promise<Answers> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { gateway, portfolio, count } });
  const [answers] = await once(worker, "message");
  return answers;
}

async function measure({ portfolio, count, ...edge }: Edge & { portfolio: string; count: number }): Promise<Answers> {
  const agent = new Agent({ keepAlive: true });
  const bare = await repeated(count, () => bareValuation(edge, agent, portfolio));
  agent.destroy();
  const connect = await repeated(count, async () => {
    succeeded((await watch(edge, await createValuation(edge, portfolio, blocks(1)))).last);
  });
  return { bare, connect };
}

/** How long it takes each time, in milliseconds, once it is warm. */
async function repeated(count: number, work: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let i = -warmUp; i < count; i++) {
    const begin = performance.now();
    await work();
    if (i >= 0) times.push(performance.now() - begin);
  }
  return times;
}

/** The two calls in Connect's protocol with JSON, without a library. */
async function bareValuation(edge: Edge, agent: Agent, parent: string): Promise<void> {
  const created = await post(edge, agent, "CreateValuation", "application/json", {
    parent,
    valuation: { spec: { seed: "20261124", paths: String(blockPaths) } },
  });
  const { name } = JSON.parse(created.toString()).valuation;
  const messages = await post(edge, agent, "WatchValuation", "application/connect+json", { name });
  if (!messages.includes('"STATE_SUCCEEDED"')) throw new Error(`${name} ended so: ${messages}`);
}

/** Envelopes of Connect's streams: a byte of flags and four of length before each message. */
const envelope = 5;

function post(edge: Edge, agent: Agent, method: string, type: string, message: object): Promise<Buffer> {
  const json = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(type.includes("+") ? envelope : 0);
  if (head.length > 0) head.writeUInt32BE(json.length, 1);
  const body = Buffer.concat([head, json]);
  const headers = { "content-type": type, "content-length": body.length, "connect-protocol-version": "1" };
  return new Promise((resolve, reject) => {
    const url = `${edge.gateway}/risk.v1.ValuationService/${method}`;
    const call = request(url, { agent, method: "POST", headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part) => parts.push(part)).on("error", reject);
      response.on("end", () => {
        const answer = Buffer.concat(parts);
        if (response.statusCode === 200) resolve(answer);
        else reject(new Error(`${method}: ${response.statusCode} ${answer}`));
      });
    });
    call.on("error", reject).end(body);
  });
}

if (!isMainThread) parentPort?.postMessage(await measure(workerData));
