import { Code, ConnectError } from "@connectrpc/connect";
import * as contract from "@workspace/proto/prime_tally/v1/prime_tally_service_pb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf, type Protocol } from "../src/clients.ts";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { until } from "../src/until.ts";

type Run = contract.Run;
const { PrimeTallyService: service, Run_State: State } = contract;

let stack: Stack;
beforeAll(async () => {
  stack = await driver.start();
});
afterAll(() => stack[Symbol.asyncDispose]());

async function create(end: bigint, protocol?: Protocol): Promise<string> {
  const { run } = await clientOf(stack, service, protocol).createRun({ run: { range: { end } } });
  return run?.name ?? "";
}

async function read(name: string): Promise<Run> {
  const { run } = await clientOf(stack, service).getRun({ name });
  if (run === undefined) throw new Error(`GetRun(${name}) answers without one`);
  return run;
}

/** Waits for the final state, whoever dies meanwhile. */
function ended(name: string): Promise<Run> {
  const isFinal = ({ state }: Run) => state !== State.QUEUED && state !== State.RUNNING;
  return until(
    `the end of ${name}`,
    async () => {
      const run = await read(name);
      return isFinal(run) && run;
    },
    { withinMs: 100_000 },
  );
}

/** Waits until some of it is counted; the moment to break something. */
function inTheMiddle(name: string): Promise<Run> {
  return until(`${name} to be counted in part`, async () => {
    const run = await read(name);
    if (run.state === State.SUCCEEDED) throw new Error("it was over before it could be disturbed");
    return run.numbersDone > 0n && run;
  });
}

test.each(["connect", "connect-json", "grpc"] as const)("a run is carried out, over %s", async (protocol) => {
  const name = await create(10n ** 9n + 1n, protocol);
  const seen: Run[] = [];
  for await (const { run } of clientOf(stack, service, protocol).watchRun({ name })) {
    if (run !== undefined) seen.push(run);
  }
  // The number of primes up to 10^9: https://oeis.org/A006880.
  expect(seen.at(-1)).toMatchObject({ state: State.SUCCEEDED, primes: 50_847_534n });
});

test("a run is created, watched and read by REST, as the contract's annotations say", async () => {
  const api = `${stack.gateway}/prime-tally/v1`;
  const created = await fetch(`${api}/runs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ range: { end: "1000001" } }),
  });
  expect(created.status).toBe(200);
  const { name } = ((await created.json()) as { run: { name: string } }).run;
  const watched = (await (await fetch(`${api}/${name}:watch`)).text()).trim().split("\n");
  // The number of primes up to 10^6: https://oeis.org/A006880.
  const succeeded = { run: { name, state: "STATE_SUCCEEDED", primes: "78498" } };
  expect(JSON.parse(watched.at(-1) ?? "")).toMatchObject(succeeded);
  expect(await (await fetch(`${api}/${name}`)).json()).toMatchObject(succeeded);
});

test("an engine that is killed costs time and nothing else", async () => {
  const [engine] = stack.replicas("prime-sieve");
  const name = await create(10n ** 10n + 1n);
  await inTheMiddle(name);
  await engine?.signal("SIGKILL");
  await engine?.exited(10_000);
  await engine?.start();
  expect(await ended(name)).toMatchObject({ state: State.SUCCEEDED, primes: 455_052_511n });
});

test("a service that is killed goes on where it was", async () => {
  const [replica] = stack.replicas("prime-tally");
  const name = await create(10n ** 10n + 1n);
  const { numbersDone } = await inTheMiddle(name);
  await replica?.signal("SIGKILL");
  await replica?.exited(10_000);
  await replica?.start();
  const again = await until("the service to answer", () => read(name));
  expect(again.numbersDone).toBeGreaterThanOrEqual(numbersDone);
  expect(await ended(name)).toMatchObject({ state: State.SUCCEEDED, primes: 455_052_511n });
});

test("a run that is cancelled stops the engines", async () => {
  const name = await create(10n ** 12n);
  await inTheMiddle(name);
  await clientOf(stack, service).cancelRun({ name });
  const engines = stack.replicas("prime-sieve");
  const cpuSeconds = async () =>
    (await Promise.all(engines.map((engine) => engine.usage()))).reduce((sum, usage) => sum + usage.cpuSeconds, 0);
  await until("the engines to be idle", async () => {
    const before = await cpuSeconds();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return (await cpuSeconds()) - before < 0.05;
  });
  expect(await read(name)).toMatchObject({ state: State.CANCELLED });
});

test("what is wrong with a request is said with its field", async () => {
  const refusal = await create(10n ** 12n + 1n).catch((error: unknown) => ConnectError.from(error));
  expect(refusal).toMatchObject({ code: Code.InvalidArgument });
  expect(String(refusal)).toContain("run.range.end");
});
