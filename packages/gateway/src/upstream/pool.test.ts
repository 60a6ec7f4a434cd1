import { once } from "node:events";
import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { create, toBinary } from "@bufbuild/protobuf";
import { afterEach, describe, expect, test } from "vitest";
import { EchoRequestSchema } from "../../test/support/echo.ts";
import { type RecordedCall, record } from "../../test/support/h2-call.ts";
import { closedPort, frame } from "../../test/support/raw.ts";
import { startUpstream } from "../../test/support/upstream.ts";
import { connectH2 } from "../h2/connect.ts";
import { connectNode } from "./node-connection.ts";
import { createPool, type Pool, type PoolOptions } from "./pool.ts";
import type { Lookup } from "./resolve.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const emptyMessage = Buffer.alloc(5);
const grpcHead = {
  path: "/echo.v1.EchoService/Unary",
  fields: ["te", "trailers", "content-type", "application/grpc+proto"],
};

async function upstream(options?: Parameters<typeof startUpstream>[0]) {
  const started = await startUpstream(options);
  cleanups.push(() => started[Symbol.asyncDispose]());
  return started;
}

/** A server that does with each stream what it is told to; its health is good. */
async function server(onStream: (stream: http2.ServerHttp2Stream, count: number) => void) {
  const created = http2.createServer();
  const state = { calls: 0, connections: 0 };
  created.on("session", (session) => {
    state.connections++;
    session.on("error", () => undefined);
    cleanups.push(() => session.destroy());
  });
  created.on("stream", (stream, { ":path": path }) => {
    stream.on("error", () => undefined);
    if (path?.startsWith("/grpc.health.v1.")) answer(stream, 12);
    else onStream(stream, ++state.calls);
  });
  created.listen(0, "127.0.0.1");
  await once(created, "listening");
  cleanups.push(() => created.close());
  return { state, address: `127.0.0.1:${(created.address() as AddressInfo).port}` };
}

function answer(stream: http2.ServerHttp2Stream, status = 0): void {
  if (!stream.headersSent) stream.respond({ ":status": 200, "grpc-status": String(status) }, { endStream: true });
}

const refuse = (stream: http2.ServerHttp2Stream) => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);

function until(pool: Pool, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!condition()) return;
      forget();
      resolve();
    };
    const forget = pool.onChange(look);
    look();
  });
}

const healths = (pool: Pool) => Object.values(pool.health()).sort().join();

describe.each([
  ["node:http2", connectNode],
  ["the own client", connectH2],
])("with %s", (_, connect) => {
  function watch(address: string, options: Partial<PoolOptions> = {}): Pool {
    const pool = createPool({ name: "peer", address, connect, intervalMs: 20, retryIntervalMs: 20, ...options });
    cleanups.push(() => pool.close());
    return pool;
  }

  function start(pool: Pool, request: Uint8Array = emptyMessage): RecordedCall {
    const call = record(pool.call, grpcHead);
    call.call.write([request], true);
    return call;
  }

  /** The address that answers the next call. */
  async function next(pool: Pool): Promise<string | undefined> {
    const call = start(pool);
    expect(await call.ended).toBeUndefined();
    return call.call.address;
  }

  test("calls that are made before anything is known wait for an address and a connection", async () => {
    const one = await upstream();
    const pool = watch(one.address);
    expect(await next(pool)).toBe(one.address);
  });

  test("a call that is cancelled while it waits is not sent", async () => {
    const one = await server((stream) => answer(stream));
    const pool = watch(one.address);
    const call = start(pool);
    call.call.cancel();
    await next(pool);
    expect([one.state.calls, call.ends]).toEqual([1, 0]);
  });

  test("what is written before there is a connection waits, and its writer for a drain", async () => {
    const one = await upstream();
    const pool = watch(one.address);
    const call = record(pool.call, grpcHead);
    const message = frame(toBinary(EchoRequestSchema, create(EchoRequestSchema, { payload: Buffer.alloc(100_000) })));
    expect(call.call.write([message.subarray(0, 90_000)], false)).toBe(false);
    await call.until(({ drains }) => drains > 0);
    call.call.write([message.subarray(90_000)], true);
    expect(await call.ended).toBeUndefined();
  });

  test("calls at a time go evenly to all addresses, and past one that refuses connections", async () => {
    const [one, two] = [await upstream(), await upstream()];
    const pool = watch(`127.0.0.1:${await closedPort()}, ${one.address},${two.address}`);
    await until(pool, () => healths(pool) === "serving,serving,unreachable");
    const calls = Array.from({ length: 10 }, () => start(pool));
    for (const call of calls) expect(await call.ended).toBeUndefined();
    for (const { address } of [one, two]) expect(calls.filter(({ call }) => call.address === address)).toHaveLength(5);
  });

  test("an address that says it does not serve gets calls only where no other does", async () => {
    const [one, two] = [await upstream(), await upstream()];
    two.serving = false;
    const pool = watch(`${one.address},${two.address}`);
    await until(pool, () => healths(pool) === "not serving,serving");
    for (let i = 0; i < 4; i++) expect(await next(pool)).toBe(one.address);
    one.serving = false;
    await until(pool, () => !pool.serving);
    expect([one.address, two.address]).toContain(await next(pool));
    two.serving = true;
    await until(pool, () => pool.serving);
    expect(await next(pool)).toBe(two.address);
  });

  test("a peer without a health service counts as serving", async () => {
    const old = await upstream({ health: false });
    const pool = watch(old.address);
    await until(pool, () => pool.serving);
  });

  test("names are resolved again: new addresses are used, and those that left are not", async () => {
    const [one, two] = [await upstream(), await upstream()];
    const known: Record<string, readonly string[]> = { "one.test": ["127.0.0.1"] };
    const lookup: Lookup = async (host) => {
      const found = known[host];
      if (found === undefined) throw new Error("ENOTFOUND");
      return found;
    };
    const pool = watch(`one.test:${one.port},two.test:${two.port}`, { lookup });
    await until(pool, () => pool.serving);
    expect(Object.keys(pool.health())).toEqual([one.address]);
    known["two.test"] = ["127.0.0.1"];
    await until(pool, () => healths(pool) === "serving,serving");
    known["one.test"] = [];
    await Promise.all([...one.sockets].map((socket) => once(socket, "close")));
    expect(Object.keys(pool.health())).toEqual([two.address]);
  });

  test("a name server that fails takes nothing away", async () => {
    const one = await upstream();
    const asked: (() => void)[] = [];
    let answers = true;
    const lookup: Lookup = async () => {
      asked.shift()?.();
      if (!answers) throw new Error("SERVFAIL");
      return ["127.0.0.1"];
    };
    const pool = watch(`one.test:${one.port}`, { lookup });
    await until(pool, () => pool.serving);
    answers = false;
    for (let i = 0; i < 2; i++) await new Promise<void>((resolve) => asked.push(resolve));
    expect(await next(pool)).toBe(one.address);
  });

  test("a peer that goes away and comes back is found again", async () => {
    const one = await upstream();
    const pool = watch(one.address);
    await until(pool, () => pool.serving);
    await one[Symbol.asyncDispose]();
    await until(pool, () => healths(pool) === "unreachable");
    await upstream({ port: one.port });
    await until(pool, () => pool.serving);
    expect(await next(pool)).toBe(one.address);
  });

  test("connections that end while they are idle are replaced, and no call fails nor readiness", async () => {
    const one = await upstream();
    const pool = watch(one.address);
    await until(pool, () => pool.serving);
    const changes: string[] = [];
    pool.onChange(() => changes.push(healths(pool)));
    for (const session of one.sessions) session.goaway();
    for (let i = 0; i < 3; i++) expect(await next(pool)).toBe(one.address);
    for (const session of one.sessions) session.close();
    for (let i = 0; i < 3; i++) expect(await next(pool)).toBe(one.address);
    expect(changes).toEqual([]);
  });

  test("a call that its peer has not begun when it goes away is sent once more, on another connection", async () => {
    const one = await server((stream, count) => {
      if (count === 1) stream.session?.goaway(0, (stream.id ?? 0) - 2);
      else answer(stream);
    });
    const pool = watch(one.address, { intervalMs: 60_000 });
    await until(pool, () => pool.serving);
    expect(await next(pool)).toBe(one.address);
    expect(one.state).toEqual({ calls: 2, connections: 2 });
  });

  test("a call that is refused is sent once more, to another address where there is one", async () => {
    const full = await server(refuse);
    const free = await server((stream) => answer(stream));
    const pool = watch(`${full.address},${free.address}`);
    await until(pool, () => healths(pool) === "serving,serving");
    for (let i = 0; i < 10; i++) expect(await next(pool)).toBe(free.address);
    expect(full.state.calls).toBeGreaterThan(0);
    expect(free.state.calls).toBe(10);
  });

  test("a call that is refused twice fails", async () => {
    const full = await server(refuse);
    const pool = watch(full.address);
    expect(await start(pool).ended).toMatchObject({ kind: "refused", code: 7 });
    expect(full.state.calls).toBe(2);
  });

  test("a call that is not at hand any more is not sent again", async () => {
    const full = await server(refuse);
    const pool = watch(full.address);
    expect(await start(pool, Buffer.alloc(70_000)).ended).toMatchObject({ kind: "refused" });
    expect(full.state.calls).toBe(1);
  });

  test("a call that was lost or reset is not sent again", async () => {
    const one = await server((stream, count) => {
      if (count === 1) stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
      else stream.session?.destroy();
    });
    const pool = watch(one.address);
    await until(pool, () => pool.serving);
    expect(await start(pool).ended).toMatchObject({ kind: "reset", code: 2 });
    expect(await start(pool).ended).toMatchObject({ kind: "lost" });
    expect(one.state.calls).toBe(2);
  });

  test("an address under which calls are lost gets none for a while, where another has them", async () => {
    const sick = await server((stream) => stream.session?.destroy());
    const well = await server((stream) => answer(stream));
    const pool = watch(`${sick.address},${well.address}`);
    await until(pool, () => healths(pool) === "serving,serving");
    let lost = 0;
    while (lost < 5) if ((await start(pool).ended) !== undefined) lost++;
    for (let i = 0; i < 20; i++) expect(await next(pool)).toBe(well.address);
  });

  test("with no address left a call is refused, and says whose", async () => {
    const port = await closedPort();
    const error = await start(watch(`127.0.0.1:${port}`)).ended;
    expect(error).toMatchObject({ kind: "refused", message: "no address of peer can be reached" });
    expect(error?.cause).toMatchObject({ message: expect.stringContaining(`127.0.0.1:${port}`) });
    expect(await start(watch("nowhere.test:1", { lookup: async () => [] })).ended).toMatchObject({ kind: "refused" });
  });

  test("beyond the calls that are allowed at a time more are turned away", async () => {
    const streams: http2.ServerHttp2Stream[] = [];
    const one = await server((stream) => void streams.push(stream));
    const pool = watch(one.address, { maxConcurrentCalls: 2 });
    const [first, second, third] = [start(pool), start(pool), start(pool)];
    expect(await third?.ended).toMatchObject({ kind: "overloaded" });
    while (streams.length < 2) await new Promise((resolve) => setImmediate(resolve));
    first?.call.cancel();
    const fourth = start(pool);
    while (streams.length < 3) await new Promise((resolve) => setImmediate(resolve));
    for (const stream of streams) if (!stream.destroyed) answer(stream);
    expect(await Promise.all([second?.ended, fourth.ended])).toEqual([undefined, undefined]);
  });

  test("many calls at a time share several connections, up to the limit", async () => {
    const streams: http2.ServerHttp2Stream[] = [];
    const one = await server((stream) => void streams.push(stream));
    const pool = watch(one.address, { maxConnectionsPerAddress: 2 });
    await until(pool, () => pool.serving);
    const calls = [];
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 60; j++) calls.push(start(pool));
      while (streams.length < calls.length) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(one.state.connections).toBe(2);
    for (const stream of streams) answer(stream);
    for (const call of calls) expect(await call.ended).toBeUndefined();
  });

  test("calls at a time of a pool that is closed end, and so do those after", async () => {
    const one = await server(() => undefined);
    const pool = watch(one.address);
    await until(pool, () => pool.serving);
    const running = start(pool);
    while (one.state.calls === 0) await new Promise((resolve) => setImmediate(resolve));
    pool.close();
    expect(await running.ended).toMatchObject({ kind: "lost" });
    expect(await start(pool).ended).toMatchObject({ kind: "refused" });
  });
});
