import { once } from "node:events";
import type { ServerHttp2Session } from "node:http2";
import { constants } from "node:http2";
import { afterEach, expect, test } from "vitest";
import { closedPort } from "../../test/support/raw.ts";
import { type FakeUpstream, startUpstream } from "../../test/support/upstream.ts";
import type { Lookup } from "./resolve.ts";
import { ConnectFailed } from "./session.ts";
import { createUpstream, type Upstream, type UpstreamOptions } from "./upstream.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function peer(options?: Parameters<typeof startUpstream>[0]): Promise<FakeUpstream> {
  const started = await startUpstream(options);
  cleanups.push(() => started[Symbol.asyncDispose]());
  return started;
}

function watch(address: string, options: Partial<UpstreamOptions> = {}): Upstream {
  const upstream = createUpstream({ name: "peer", address, intervalMs: 20, retryIntervalMs: 20, ...options });
  cleanups.push(() => upstream.close());
  return upstream;
}

function until(upstream: Upstream, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!condition()) return;
      forget();
      resolve();
    };
    const forget = upstream.onChange(look);
    look();
  });
}

const healths = (upstream: Upstream) => Object.values(upstream.health()).sort();

/** The address that takes the next call. */
async function next(upstream: Upstream): Promise<string> {
  const { stream, address } = await upstream.open({ ":method": "POST", ":path": "/nothing" });
  const closed = once(stream, "close");
  stream.on("error", () => undefined);
  stream.close(constants.NGHTTP2_CANCEL);
  await closed;
  return address;
}

test("calls go to all addresses in turn, and past one that refuses connections", async () => {
  const [one, two] = [await peer(), await peer()];
  const nobody = `127.0.0.1:${await closedPort()}`;
  const upstream = watch(`${nobody}, ${one.address},${two.address}`);
  await until(upstream, () => healths(upstream).join() === "serving,serving,unreachable");
  const taken = [];
  for (let i = 0; i < 6; i++) taken.push(await next(upstream));
  expect(new Set(taken)).toEqual(new Set([one.address, two.address]));
});

test("an address that says it does not serve gets calls only where no other does", async () => {
  const [one, two] = [await peer(), await peer()];
  two.serving = false;
  const upstream = watch(`${one.address},${two.address}`);
  await until(upstream, () => healths(upstream).join() === "not serving,serving");
  for (let i = 0; i < 4; i++) expect(await next(upstream)).toBe(one.address);
  one.serving = false;
  await until(upstream, () => !upstream.serving);
  expect([one.address, two.address]).toContain(await next(upstream));
  two.serving = true;
  await until(upstream, () => upstream.serving);
  expect(await next(upstream)).toBe(two.address);
});

test("names are resolved again and again, so replicas come and go", async () => {
  const [one, two] = [await peer(), await peer()];
  const known: Record<string, string[]> = { "one.test": ["127.0.0.1"], "two.test": [] };
  const lookup: Lookup = async (host) => known[host] ?? [];
  const upstream = watch(`one.test:${one.port},two.test:${two.port}`, { lookup });
  await until(upstream, () => upstream.serving);
  expect(Object.keys(upstream.health())).toEqual([one.address]);

  known["two.test"] = ["127.0.0.1"];
  await until(upstream, () => healths(upstream).join() === "serving,serving");

  known["one.test"] = [];
  const retired = Promise.all([...one.sockets].map((socket) => once(socket, "close")));
  await retired;
  expect(Object.keys(upstream.health())).toEqual([two.address]);
});

test("a name server that fails takes nothing away", async () => {
  const one = await peer();
  const asked: (() => void)[] = [];
  let answers = true;
  const lookup: Lookup = async () => {
    asked.shift()?.();
    if (!answers) throw new Error("SERVFAIL");
    return ["127.0.0.1"];
  };
  const upstream = watch(`one.test:${one.port}`, { lookup });
  await until(upstream, () => upstream.serving);
  answers = false;
  for (let i = 0; i < 2; i++) await new Promise<void>((resolve) => asked.push(resolve));
  expect(await next(upstream)).toBe(one.address);
});

test("an address whose connection is lost is found again", async () => {
  const one = await peer();
  const upstream = watch(one.address);
  await until(upstream, () => upstream.serving);
  const lost = until(upstream, () => !upstream.serving);
  for (const socket of one.sockets) socket.destroy();
  await lost;
  await until(upstream, () => upstream.serving);
});

test("a connection that is told to go away while idle is replaced", async () => {
  const one = await peer();
  const upstream = watch(one.address);
  await until(upstream, () => upstream.serving);
  const [told] = [...one.sessions];
  const noticed = until(upstream, () => !upstream.serving);
  told?.goaway();
  await noticed;
  await until(upstream, () => upstream.serving);
  const served = [...one.sessions].filter((session) => session !== told);
  expect(served).toHaveLength(1);
  const called = once(served[0] as ServerHttp2Session, "stream");
  expect(await next(upstream)).toBe(one.address);
  await called;
});

test("with no address left a call fails with ConnectFailed, at once", async () => {
  const upstream = watch(`127.0.0.1:${await closedPort()}`);
  await expect(next(upstream)).rejects.toBeInstanceOf(ConnectFailed);
  const unknown = watch("nowhere.test:1", { lookup: async () => [] });
  await expect(next(unknown)).rejects.toBeInstanceOf(ConnectFailed);
});

test("a peer without a health service counts as serving", async () => {
  const old = await peer({ health: false });
  const upstream = watch(old.address);
  await until(upstream, () => upstream.serving);
});
