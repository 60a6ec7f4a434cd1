import { once } from "node:events";
import { readFileSync } from "node:fs";
import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { answer, healths, next, server, start, until, upstream, watch } from "../../test/support/pool.ts";
import { closedPort } from "../../test/support/raw.ts";
import { pairOf, tlsFile } from "../../test/support/tls.ts";
import { connectH2 } from "../h2/connect.ts";
import { connectNode } from "./node-connection.ts";
import type { Lookup } from "./resolve.ts";

afterEach(() => void vi.useRealTimers());

describe.each([
  ["node:http2", connectNode],
  ["the own client", connectH2],
])("with %s", (_, connect) => {
  test("calls at a time go evenly to all addresses, and past one that refuses connections", async () => {
    const [one, two] = [await upstream(), await upstream()];
    const pool = watch(connect, `127.0.0.1:${await closedPort()}, ${one.address},${two.address}`);
    await until(pool, () => healths(pool) === "serving,serving,unreachable");
    const calls = Array.from({ length: 10 }, () => start(pool));
    for (const call of calls) expect(await call.ended).toBeUndefined();
    for (const { address } of [one, two]) expect(calls.filter(({ call }) => call.address === address)).toHaveLength(5);
  });

  test("an address that says it does not serve gets calls only where no other does", async () => {
    const [one, two] = [await upstream(), await upstream()];
    two.serving = false;
    const pool = watch(connect, `${one.address},${two.address}`);
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
    const pool = watch(connect, old.address);
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
    const pool = watch(connect, `one.test:${one.port},two.test:${two.port}`, { lookup });
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
    const pool = watch(connect, `one.test:${one.port}`, { lookup });
    await until(pool, () => pool.serving);
    answers = false;
    for (let i = 0; i < 2; i++) await new Promise<void>((resolve) => asked.push(resolve));
    expect(await next(pool)).toBe(one.address);
  });

  test("a peer that goes away and comes back is found again", async () => {
    const one = await upstream();
    const pool = watch(connect, one.address);
    await until(pool, () => pool.serving);
    await one[Symbol.asyncDispose]();
    await until(pool, () => healths(pool) === "unreachable");
    await upstream({ port: one.port });
    await until(pool, () => pool.serving);
    expect(await next(pool)).toBe(one.address);
  });

  test("connections that end while they are idle are replaced, and no call fails nor readiness", async () => {
    const one = await upstream();
    const pool = watch(connect, one.address);
    await until(pool, () => pool.serving);
    const changes: string[] = [];
    pool.onChange(() => changes.push(healths(pool)));
    for (const session of one.sessions) session.goaway();
    for (let i = 0; i < 3; i++) expect(await next(pool)).toBe(one.address);
    for (const session of one.sessions) session.close();
    for (let i = 0; i < 3; i++) expect(await next(pool)).toBe(one.address);
    expect(changes).toEqual([]);
  });

  test("an address under which calls are lost gets none for a while, where another has them", async () => {
    const sick = await server((stream) => stream.session?.destroy());
    const well = await server((stream) => answer(stream));
    const pool = watch(connect, `${sick.address},${well.address}`);
    await until(pool, () => healths(pool) === "serving,serving");
    let lost = 0;
    while (lost < 5) if ((await start(pool).ended) !== undefined) lost++;
    for (let i = 0; i < 20; i++) expect(await next(pool)).toBe(well.address);
  });

  test("addresses are reached over TLS by the names that they were found under", async () => {
    const secure = http2.createSecureServer(pairOf("server"));
    const names: unknown[] = [];
    secure.on("stream", (stream, headers) => {
      names.push([(stream.session as { socket: TLSSocket } | undefined)?.socket.servername, headers[":authority"]]);
      answer(stream);
    });
    secure.listen(0, "127.0.0.1");
    await once(secure, "listening");
    onTestFinished(() => void secure.close());
    const { port } = secure.address() as AddressInfo;
    const lookup: Lookup = async () => ["127.0.0.1"];
    const pool = watch(connect, `localhost:${port}`, { tls: { ca: readFileSync(tlsFile("server.pem")) }, lookup });
    expect(await next(pool)).toBe(`127.0.0.1:${port}`);
    expect(names).toContainEqual(["localhost", `localhost:${port}`]);
    const stranger = watch(connect, `other.test:${port}`, { tls: { ca: readFileSync(tlsFile("server.pem")) }, lookup });
    expect(await start(stranger).ended).toMatchObject({ kind: "refused" });
  });

  test("a peer that is full of calls is as healthy as before", async () => {
    const streams: http2.ServerHttp2Stream[] = [];
    const one = await server((stream) => void streams.push(stream), { maxConcurrentStreams: 3 });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const pool = watch(connect, one.address, { maxConnectionsPerAddress: 1 });
    await until(pool, () => pool.serving);
    const calls = [start(pool), start(pool), start(pool)];
    while (streams.length < 3) await new Promise((resolve) => setImmediate(resolve));
    const changes: string[] = [];
    pool.onChange(() => changes.push(healths(pool)));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(changes).toEqual([]);
    for (const stream of streams) answer(stream);
    for (const call of calls) expect(await call.ended).toBeUndefined();
  });
});
