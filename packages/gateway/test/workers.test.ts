import { afterAll, beforeAll, expect, test } from "vitest";
import { spawnGateway } from "./support/process.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream[Symbol.asyncDispose]());

const ask = async (address: unknown, text: string) => {
  // A connection for each, since it is connections that go to the workers in turn.
  const response = await fetch(`http://${address}/echo.v1.EchoService/Unary`, {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close" },
    body: JSON.stringify({ text }),
  });
  return ((await response.json()) as { text: string }).text;
};

test("several workers serve one port, hear of SIGHUP and SIGTERM, and are replaced when they end", async () => {
  await using gateway = await spawnGateway(upstream.address, { GATEWAY_WORKERS: "2", LOG_LEVEL: "debug" });
  const [first, second] = [await gateway.logged("listening"), await gateway.logged("listening", 2)];
  expect(first.address).toBe(second.address);
  expect([first.worker, second.worker].sort()).toEqual([1, 2]);

  for (let i = 0; i < 10; i++) expect(await ask(first.address, `${i}`)).toBe(`${i}`);
  const served = () => new Set(gateway.log.filter(({ msg }) => msg === "request").map(({ worker }) => worker));
  await gateway.logged("request", 10);
  expect(served()).toEqual(new Set([1, 2]));

  gateway.child.kill("SIGHUP");
  await gateway.logged("routes and descriptors were read again", 2);

  process.kill(Number(first.pid), "SIGKILL");
  const warning = await gateway.logged("a worker ended; another one takes its place");
  expect(warning).toMatchObject({ level: "warn", signal: "SIGKILL", code: null, delay_ms: 100 });
  expect(await gateway.logged("listening", 3)).toMatchObject({ worker: 3, address: first.address });
  for (let i = 0; i < 10; i++) expect(await ask(first.address, `${i}`)).toBe(`${i}`);

  gateway.child.kill("SIGTERM");
  expect(await gateway.exited).toBe(0);
  const stopped = gateway.log.filter(({ msg }) => msg === "stopped").map(({ worker }) => worker);
  expect(stopped.sort()).toEqual([1, 2, 3].filter((id) => id !== first.worker));
});

test("where no worker can listen the process ends with 1", async () => {
  await using other = await startUpstream();
  await using gateway = await spawnGateway(upstream.address, {
    GATEWAY_WORKERS: "2",
    LISTEN_ADDRESS: other.address,
  });
  await gateway.logged("cannot listen");
  expect(await gateway.exited).toBe(1);
});

test("a worker does not outlive the process that began it", async () => {
  await using gateway = await spawnGateway(upstream.address, { GATEWAY_WORKERS: "2" });
  const { address } = await gateway.logged("listening", 2);
  gateway.child.kill("SIGKILL");
  await gateway.exited;
  await expect.poll(() => ask(address, "still there?").catch(() => "gone"), { timeout: 10_000 }).toBe("gone");
});
