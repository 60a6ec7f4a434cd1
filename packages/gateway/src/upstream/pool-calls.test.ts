import * as http2 from "node:http2";
import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test, vi } from "vitest";
import { EchoRequestSchema } from "../../test/support/echo.ts";
import { record } from "../../test/support/h2-call.ts";
import {
  answer,
  answerLate,
  healths,
  next,
  refuse,
  server,
  start,
  until,
  upstream,
  watch,
} from "../../test/support/pool.ts";
import { closedPort, frame } from "../../test/support/raw.ts";
import { connectH2 } from "../h2/connect.ts";
import { connectNode } from "./node-connection.ts";

describe.each([
  ["node:http2", connectNode],
  ["the own client", connectH2],
])("with %s", (_, connect) => {
  test("calls that are made before anything is known wait for an address and a connection", async () => {
    const one = await upstream();
    const pool = watch(connect, one.address);
    expect(await next(pool)).toBe(one.address);
  });

  test("a call that is cancelled while it waits is not sent", async () => {
    const one = await server((stream) => answer(stream));
    const pool = watch(connect, one.address);
    const call = start(pool);
    call.call.cancel();
    await next(pool);
    expect([one.calls, call.ends]).toEqual([1, 0]);
  });

  test("what is written before there is a connection waits, and its writer for a drain", async () => {
    const one = await upstream();
    const pool = watch(connect, one.address);
    const call = record(pool.call);
    const message = frame(toBinary(EchoRequestSchema, create(EchoRequestSchema, { payload: Buffer.alloc(100_000) })));
    expect(call.call.write([message.subarray(0, 90_000)], false)).toBe(false);
    await call.until(({ drains }) => drains > 0);
    call.call.write([message.subarray(90_000)], true);
    expect(await call.ended).toBeUndefined();
  });

  test("a call that its peer has not begun when it goes away is sent once more, on another connection", async () => {
    const one = await server((stream, count) => {
      if (count === 1) stream.session?.goaway(0, (stream.id ?? 0) - 2);
      else answer(stream);
    });
    const pool = watch(connect, one.address, { intervalMs: 60_000 });
    await until(pool, () => pool.serving);
    expect(await next(pool)).toBe(one.address);
    expect([one.calls, one.connections]).toEqual([2, 2]);
  });

  test("a call that is refused is sent once more, to another address where there is one", async () => {
    const full = await server(refuse);
    const free = await server((stream) => answer(stream));
    const pool = watch(connect, `${full.address},${free.address}`);
    await until(pool, () => healths(pool) === "serving,serving");
    // Which of the two is asked first is drawn each time.
    let calls = 0;
    for (; full.calls === 0; calls++) expect(await next(pool)).toBe(free.address);
    expect(free.calls).toBe(calls);
  });

  test("a call that is refused twice fails", async () => {
    const full = await server(refuse);
    const pool = watch(connect, full.address);
    expect(await start(pool).ended).toMatchObject({ kind: "refused", code: 7 });
    expect(full.calls).toBe(2);
  });

  test("a call that is not at hand any more is not sent again", async () => {
    const full = await server(refuse);
    const pool = watch(connect, full.address);
    expect(await start(pool, Buffer.alloc(70_000)).ended).toMatchObject({ kind: "refused" });
    expect(full.calls).toBe(1);
  });

  test("a call that was lost or reset is not sent again", async () => {
    const one = await server((stream, count) => {
      if (count === 1) stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
      else stream.session?.destroy();
    });
    const pool = watch(connect, one.address);
    await until(pool, () => pool.serving);
    expect(await start(pool).ended).toMatchObject({ kind: "reset", code: 2 });
    expect(await start(pool).ended).toMatchObject({ kind: "lost" });
    expect(one.calls).toBe(2);
  });

  test.each<[string, (stream: http2.ServerHttp2Stream) => void]>([
    ["UNAVAILABLE in its head", (stream) => answer(stream, 14)],
    ["UNAVAILABLE in its trailers", (stream) => answerLate(stream, 14)],
    ["HTTP status 503", (stream) => stream.respond({ ":status": 503 }, { endStream: true })],
  ])("an address that five times in a row answers with %s gets no calls for a while", async (_, fail) => {
    const sick = await server(fail);
    const well = await server((stream) => answer(stream));
    const pool = watch(connect, `${sick.address},${well.address}`);
    await until(pool, () => healths(pool) === "serving,serving");
    while (sick.calls < 5) await start(pool).ended;
    for (let i = 0; i < 20; i++) expect(await next(pool)).toBe(well.address);
    expect(sick.calls).toBe(5);
  });

  test.each([
    ["INTERNAL", 13],
    ["RESOURCE_EXHAUSTED", 8],
    ["DEADLINE_EXCEEDED", 4],
  ])("an address that answers with %s keeps its calls, for that speaks of what was asked", async (_, status) => {
    const one = await server((stream) => answer(stream, status));
    const other = await server((stream) => answerLate(stream, status));
    const pool = watch(connect, `${one.address},${other.address}`);
    await until(pool, () => healths(pool) === "serving,serving");
    const onChange = vi.fn();
    pool.onChange(onChange);
    for (let i = 0; i < 50; i++) await start(pool).ended;
    expect(onChange).not.toHaveBeenCalled();
  });

  test("an answer in between is a new beginning for an address that was not available", async () => {
    const one = await server((stream, count) => answer(stream, count % 5 === 0 ? 0 : 14));
    const other = await server((stream) => answer(stream));
    const pool = watch(connect, `${one.address},${other.address}`);
    await until(pool, () => healths(pool) === "serving,serving");
    const onChange = vi.fn();
    pool.onChange(onChange);
    while (one.calls < 20) await start(pool).ended;
    expect(onChange).not.toHaveBeenCalled();
  });

  test("with no address left a call is refused, and says whose", async () => {
    const port = await closedPort();
    const error = await start(watch(connect, `127.0.0.1:${port}`)).ended;
    expect(error).toMatchObject({ kind: "refused", message: "no address of peer can be reached" });
    expect(error?.cause).toMatchObject({ message: expect.stringContaining(`127.0.0.1:${port}`) });
    expect(await start(watch(connect, "nowhere.test:1", { lookup: async () => [] })).ended).toMatchObject({
      kind: "refused",
    });
  });

  test("many calls at a time share several connections, up to the limit", async () => {
    const streams: http2.ServerHttp2Stream[] = [];
    const one = await server((stream) => void streams.push(stream));
    const pool = watch(connect, one.address, { maxConnectionsPerAddress: 2 });
    await until(pool, () => pool.serving);
    const calls = [];
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 60; j++) calls.push(start(pool));
      while (streams.length < calls.length) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(one.connections).toBe(2);
    for (const stream of streams) answer(stream);
    for (const call of calls) expect(await call.ended).toBeUndefined();
  });

  test("calls at a time of a pool that is closed end, and so do those after", async () => {
    const one = await server(() => undefined);
    const pool = watch(connect, one.address);
    await until(pool, () => pool.serving);
    const running = start(pool);
    while (one.calls === 0) await new Promise((resolve) => setImmediate(resolve));
    pool.close();
    expect(await running.ended).toMatchObject({ kind: "lost" });
    expect(await start(pool).ended).toMatchObject({ kind: "refused" });
  });
});
