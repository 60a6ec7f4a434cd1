import { describe, expect, test } from "vitest";
import { connectH2 } from "../src/h2/connect.ts";
import { connectNode } from "../src/upstream/node-connection.ts";
import { callWindowBytes } from "../src/upstream/tuning.ts";
import { head, record } from "./support/h2-call.ts";
import { body, converse, ok, trailers } from "./support/h2-conversation.ts";
import { dataFrame, flags, frame, headersFrame, settings, types, windowUpdateFrame } from "./support/h2-peer.ts";

describe.each([
  ["node:http2", connectNode],
  ["the own client", connectH2],
])("over %s", (_, connect) => {
  test("PING is answered with its own octets", async () => {
    await using it = await converse(connect);
    it.server.send(frame(types.ping, 0, 0, Buffer.from("12345678")));
    expect(await it.server.next(types.ping)).toMatchObject({ flags: flags.ack, payload: Buffer.from("12345678") });
  });

  test("SETTINGS are acknowledged, the first and each other", async () => {
    await using it = await converse(connect);
    await it.server.next(types.settings);
    expect(await it.server.next(types.settings)).toMatchObject({ flags: flags.ack });
    it.server.send(settings([5, 20_000]));
    expect(await it.server.next(types.settings)).toMatchObject({ flags: flags.ack });
  });

  test("calls beyond what the peer allows at a time wait for their turn", async () => {
    await using it = await converse(connect, settings([3, 1]));
    const [first, id] = await it.begin();
    expect(it.connection.usable).toBe(false);
    const second = it.start();
    expect(it.connection.load).toBe(2);
    await it.server.settled();
    expect(it.server.pending(types.headers)).toBe(0);
    it.server.send(headersFrame(id, true, ...ok));
    expect(await first.ended).toBeUndefined();
    const { streamId } = await it.server.nextHeaders();
    it.server.send(settings([3, 2]));
    await it.usable(true);
    it.server.send(headersFrame(streamId, true, ...ok));
    expect(await second.ended).toBeUndefined();
  });

  test("data waits for a window, and its writer is told when there is room", async () => {
    await using it = await converse(connect, settings([4, 1_000]));
    const call = record(it.connection.call);
    const { streamId } = await it.server.nextHeaders();
    const request = Buffer.alloc(300_000, "x");
    expect(call.call.write([request], true)).toBe(false);
    expect(await it.server.nextData(1_000)).toHaveLength(1_000);
    await it.server.settled();
    expect(it.server.pending(types.data)).toBe(0);
    it.server.send(windowUpdateFrame(streamId, 400_000));
    // Now it is the connection's window that ends.
    expect(await it.server.nextData(65_535 - 1_000)).toHaveLength(65_535 - 1_000);
    await it.server.settled();
    expect(it.server.pending(types.data)).toBe(0);
    it.server.send(windowUpdateFrame(0, 400_000));
    expect(await it.server.nextData(300_000 - 65_535)).toHaveLength(300_000 - 65_535);
    it.server.send(headersFrame(streamId, true, ...ok));
    expect(await call.ended).toBeUndefined();
  });

  test("a change of the initial window changes those of calls that run, even below nothing", async () => {
    await using it = await converse(connect, settings([4, 1_000]));
    const call = record(it.connection.call);
    const { streamId } = await it.server.nextHeaders();
    call.call.write([Buffer.alloc(5_000)], false);
    await it.server.nextData(1_000);
    it.server.send(settings([4, 100]), windowUpdateFrame(streamId, 900));
    await it.server.settled();
    expect(it.server.pending(types.data)).toBe(0);
    it.server.send(settings([4, 1_100]));
    expect(await it.server.nextData(1_000)).toHaveLength(1_000);
  });

  test("a call that is held gets no more than its window, and the others all the while", async () => {
    await using it = await converse(connect);
    const [held, id] = await it.begin();
    const [other, otherId] = await it.begin();
    held.call.pause();
    it.server.send(headersFrame(id, false, ...ok), headersFrame(otherId, false, ...ok));
    const piece = Buffer.alloc(16_384);
    for (let i = 0; i < callWindowBytes / piece.length; i++) it.server.send(dataFrame(id, false, piece));
    await it.server.settled();
    expect(held.body.length).toBeLessThan(callWindowBytes);
    const granted = async () => {
      for (;;) {
        const { streamId, payload } = await it.server.next(types.windowUpdate);
        if (streamId === id) return payload.readUInt32BE();
      }
    };
    const firstGrant = granted();
    it.server.send(dataFrame(otherId, false, piece), headersFrame(otherId, true, ...trailers));
    expect(await other.ended).toBeUndefined();
    held.call.resume();
    await held.until(({ body: received }) => received.length === callWindowBytes);
    expect(await firstGrant).toBeGreaterThanOrEqual(callWindowBytes / 2);
    it.server.send(headersFrame(id, true, ...trailers));
    expect(await held.ended).toBeUndefined();
  });

  test("a call that is held is told its end when it has all its data", async () => {
    await using it = await converse(connect);
    const [call, id] = await it.begin();
    it.server.send(headersFrame(id, false, ...ok));
    await call.until(({ status }) => status === 200);
    call.call.pause();
    it.server.send(dataFrame(id, false, body), headersFrame(id, true, ...trailers));
    await it.server.settled();
    expect([call.body.length, call.ends]).toEqual([0, 0]);
    call.call.resume();
    expect(await call.ended).toBeUndefined();
    expect([call.body, call.trailers]).toEqual([body, trailers]);
  });

  test("a request whose fields are larger than a frame arrives", async () => {
    await using it = await converse(connect);
    const value = "v".repeat(30_000);
    record(it.connection.call, { ...head, fields: ["x-large", value] }).call.write([], true);
    const first = await it.server.next(types.headers);
    const second = await it.server.next(types.continuation);
    expect(first.flags & flags.endHeaders).toBe(0);
    expect(second.flags & flags.endHeaders).toBe(flags.endHeaders);
    expect(first.payload.length + second.payload.length).toBeGreaterThan(20_000);
  });
});
