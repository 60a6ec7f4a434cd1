import { once } from "node:events";
import { connect as dial } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { connectH2 } from "../src/h2/connect.ts";
import { createH2Connection } from "../src/h2/connection.ts";
import { callWindowBytes } from "../src/upstream/tuning.ts";
import { record } from "./support/h2-call.ts";
import { body, converse, errorOf, ok, trailers } from "./support/h2-conversation.ts";
import {
  block,
  dataFrame,
  flags,
  frame,
  goawayFrame,
  headersFrame,
  settings,
  startPeer,
  types,
  uint32,
  windowUpdateFrame,
} from "./support/h2-peer.ts";

afterEach(() => void vi.useRealTimers());

const codes = { protocol: 1, flowControl: 3, frameSize: 6, compression: 9, enhanceYourCalm: 11 };
const window = 2 ** 31 - 1;
const continuations = (count: number, bytes: number) =>
  Array.from({ length: count }, () => frame(types.continuation, 0, 1, Buffer.alloc(bytes)));

test.each<[what: string, code: number, ...frames: Buffer[]]>([
  ["DATA for the connection", codes.protocol, frame(types.data, 0, 0)],
  ["DATA for a call that was not begun", codes.protocol, frame(types.data, 0, 3)],
  ["DATA for a stream of the peer", codes.protocol, frame(types.data, 0, 2)],
  ["HEADERS for the connection", codes.protocol, headersFrame(0, true, ...ok)],
  ["HEADERS for a call that was not begun", codes.protocol, headersFrame(5, true, ...ok)],
  ["HEADERS with more padding than it has", codes.protocol, frame(types.headers, 0xd, 1, Buffer.from([9, 0x88]))],
  ["HEADERS without the length of its padding", codes.frameSize, frame(types.headers, 0xd, 1)],
  ["HEADERS shorter than its priority", codes.protocol, frame(types.headers, 0x25, 1, Buffer.from([0, 0]))],
  ["a block that is no HPACK", codes.compression, frame(types.headers, 5, 1, Buffer.from([0x80]))],
  ["CONTINUATION without HEADERS", codes.protocol, frame(types.continuation, 4, 1)],
  ["CONTINUATION of another call", codes.protocol, frame(types.headers, 0, 1), frame(types.continuation, 4, 3)],
  ["DATA within a block", codes.protocol, frame(types.headers, 0, 1), frame(types.data, 0, 1)],
  ["PING within a block", codes.protocol, frame(types.headers, 0, 1), frame(types.ping, 0, 0, Buffer.alloc(8))],
  ["a block without an end", codes.enhanceYourCalm, frame(types.headers, 0, 1), ...continuations(9, 16_384)],
  [
    "CONTINUATION of nothing without an end",
    codes.enhanceYourCalm,
    frame(types.headers, 0, 1),
    ...continuations(100, 0),
  ],
  ["a torn RST_STREAM", codes.frameSize, frame(types.rstStream, 0, 1, Buffer.alloc(3))],
  ["RST_STREAM for the connection", codes.protocol, frame(types.rstStream, 0, 0, uint32(8))],
  ["RST_STREAM for a call that was not begun", codes.protocol, frame(types.rstStream, 0, 9, uint32(8))],
  ["SETTINGS for a call", codes.protocol, frame(types.settings, 0, 1)],
  ["torn SETTINGS", codes.frameSize, frame(types.settings, 0, 0, Buffer.alloc(5))],
  ["an acknowledgement with a payload", codes.frameSize, frame(types.settings, 1, 0, Buffer.alloc(6))],
  ["push that is enabled", codes.protocol, settings([2, 1])],
  ["an initial window beyond 2^31 - 1", codes.flowControl, settings([4, 2 ** 31])],
  ["frames smaller than allowed", codes.protocol, settings([5, 16_383])],
  ["frames larger than allowed", codes.protocol, settings([5, 2 ** 24])],
  [
    "an initial window that is too much with what was added",
    codes.flowControl,
    windowUpdateFrame(1, 65_536),
    settings([4, window]),
  ],
  ["PUSH_PROMISE", codes.protocol, frame(types.pushPromise, 4, 1, uint32(2))],
  ["PING for a call", codes.protocol, frame(types.ping, 0, 1, Buffer.alloc(8))],
  ["a torn PING", codes.frameSize, frame(types.ping, 0, 0, Buffer.alloc(7))],
  ["GOAWAY for a call", codes.protocol, frame(types.goaway, 0, 1, Buffer.alloc(8))],
  ["a torn GOAWAY", codes.frameSize, frame(types.goaway, 0, 0, Buffer.alloc(7))],
  ["a torn WINDOW_UPDATE", codes.frameSize, frame(types.windowUpdate, 0, 0, Buffer.alloc(5))],
  ["WINDOW_UPDATE of nothing", codes.protocol, windowUpdateFrame(0, 0)],
  ["a window beyond 2^31 - 1", codes.flowControl, windowUpdateFrame(0, window)],
  ["a frame larger than 16 KiB", codes.frameSize, frame(types.data, 0, 1, Buffer.alloc(16_385))],
])("%s ends the connection with the code %i", async (_, code, ...frames) => {
  await using it = await converse(connectH2);
  const [call] = await it.begin();
  it.server.send(...frames);
  const { payload } = await it.server.next(types.goaway);
  expect(payload.readUInt32BE(4)).toBe(code);
  expect(await errorOf(call)).toMatchObject({ kind: "protocol", code });
  expect([it.connection.usable, it.connection.load, it.ends]).toEqual([false, 0, 1]);
});

test.each<[what: string, code: number, (id: number) => Buffer[]]>([
  ["no status", codes.protocol, (id) => [headersFrame(id, false, "a", "b")]],
  ["two of them", codes.protocol, (id) => [headersFrame(id, false, ...ok, ...ok)]],
  ["a status that is none", codes.protocol, (id) => [headersFrame(id, false, ":status", "20x")]],
  ["a pseudo-header field of requests", codes.protocol, (id) => [headersFrame(id, false, ...ok, ":path", "/")]],
  ["a name in upper case", codes.protocol, (id) => [headersFrame(id, false, ...ok, "Grpc-Status", "0")]],
  ["a line feed in a value", codes.protocol, (id) => [headersFrame(id, false, ...ok, "a", "b\nc: d")]],
  ["a field of HTTP/1.1 connections", codes.protocol, (id) => [headersFrame(id, false, ...ok, "connection", "close")]],
  ["an end with 1xx", codes.protocol, (id) => [headersFrame(id, true, ":status", "100")]],
  ["data before its head", codes.protocol, (id) => [dataFrame(id, false, body)]],
  ["an end before its head", codes.protocol, (id) => [dataFrame(id, true, "")]],
  [
    "trailers without an end",
    codes.protocol,
    (id) => [headersFrame(id, false, ...ok), headersFrame(id, false, "a", "b")],
  ],
  ["a status in trailers", codes.protocol, (id) => [headersFrame(id, false, ...ok), headersFrame(id, true, ...ok)]],
  ["a window that grows by nothing", codes.protocol, (id) => [windowUpdateFrame(id, 0)]],
  ["a window beyond 2^31 - 1", codes.flowControl, (id) => [windowUpdateFrame(id, window)]],
])("an answer with %s ends its call with the code %i, and no other", async (_, code, frames) => {
  await using it = await converse(connectH2);
  const [call, id] = await it.begin();
  const [other, otherId] = await it.begin();
  it.server.send(...frames(id));
  expect(await errorOf(call)).toMatchObject({ kind: "protocol", code });
  const reset = await it.server.next(types.rstStream);
  expect([reset.streamId, reset.payload]).toEqual([id, uint32(code)]);
  it.server.send(headersFrame(id, true, ...trailers), dataFrame(id, true, body), headersFrame(otherId, true, ...ok));
  expect(await other.ended).toBeUndefined();
  expect(call.ends).toBe(1);
});

test("a peer that does not begin with SETTINGS cannot be connected to", async () => {
  for (const greeting of [frame(types.ping, 0, 0, Buffer.alloc(8)), frame(types.settings, flags.ack, 0)]) {
    await expect(converse(connectH2, greeting)).rejects.toMatchObject({ kind: "refused" });
  }
});

test("a call that the peer resets without an error, before its answer is complete, is reset", async () => {
  await using it = await converse(connectH2);
  const [call, id] = await it.begin();
  it.server.send(headersFrame(id, false, ...ok), frame(types.rstStream, 0, id, uint32(0)));
  expect(await errorOf(call)).toMatchObject({ kind: "reset", code: 0 });
});

test("calls share the window of a connection, frame by frame", async () => {
  await using it = await converse(connectH2, settings([4, 1_000_000]));
  for (const size of [200_000, 200_000, 10]) it.start(Buffer.alloc(size));
  const order: number[] = [];
  for (let total = 0; total < 65_535; ) {
    const { streamId, payload } = await it.server.next(types.data);
    order.push(streamId);
    total += payload.length;
  }
  expect(order).toEqual([1, 3, 5, 1, 3]);
});

test("an answer whose fields are too large ends its call only", async () => {
  await using it = await converse(connectH2);
  const [call, id] = await it.begin();
  const fields = block(...ok, ...Array.from({ length: 40 }, (_, i) => [`x-${i}`, "v".repeat(2_000)]).flat());
  const cuts = Array.from({ length: Math.ceil(fields.length / 16_000) }, (_, i) => i * 16_000);
  for (const at of cuts) {
    const isLast = at === cuts.at(-1);
    const type = at === 0 ? types.headers : types.continuation;
    it.server.send(frame(type, isLast ? flags.endHeaders : 0, id, fields.subarray(at, at + 16_000)));
  }
  expect(await errorOf(call)).toMatchObject({ kind: "protocol", code: codes.enhanceYourCalm });
  const [next, nextId] = await it.begin();
  it.server.send(headersFrame(nextId, true, ...ok));
  expect(await next.ended).toBeUndefined();
});

test("a peer that sends beyond the window of a call has it ended", async () => {
  await using it = await converse(connectH2);
  const [call, id] = await it.begin();
  call.call.pause();
  it.server.send(
    headersFrame(id, false, ...ok),
    ...Array.from({ length: callWindowBytes / 16_384 + 1 }, () => dataFrame(id, false, Buffer.alloc(16_384))),
  );
  expect(await errorOf(call)).toMatchObject({ kind: "protocol", code: codes.flowControl });
});

test("calls that nobody reads do not hold up those that somebody does", async () => {
  await using it = await converse(connectH2);
  const piece = Buffer.alloc(16_384);
  const rest: Promise<unknown>[] = [];
  // Together they are sent more than the window of the connection.
  for (let i = 0; i < 200; i++) {
    const [held, id] = await it.begin();
    held.call.pause();
    rest.push(held.ended);
    it.server.send(headersFrame(id, false, ...ok), ...Array.from({ length: 8 }, () => dataFrame(id, false, piece)));
  }
  const [read, id] = await it.begin();
  it.server.send(headersFrame(id, false, ...ok), dataFrame(id, false, body), headersFrame(id, true, ...trailers));
  expect(await read.ended).toBeUndefined();
  let granted = 0;
  while (granted < 8 * 2 ** 20) {
    const { streamId, payload } = await it.server.next(types.windowUpdate);
    if (streamId === 0) granted += payload.readUInt32BE();
  }
  expect(rest).toHaveLength(200);
});

test("with its last number used up a connection takes no more calls, and the last one is answered", async () => {
  await using peer = await startPeer();
  const socket = dial({ port: peer.port, host: peer.host });
  await once(socket, "connect");
  const ended = Promise.withResolvers<unknown>();
  const ready = Promise.withResolvers<void>();
  const connection = createH2Connection({
    onData: (listener) => socket.on("data", listener),
    ...{ socket, scheme: "http", authority: "a", address: "b", firstStreamId: 2 ** 31 - 3 },
    ...{ onReady: ready.resolve, onEnd: ended.resolve },
  });
  const server = await peer.accept();
  await ready.promise;
  const calls = [record(connection.call), record(connection.call), record(connection.call)];
  expect(connection.usable).toBe(false);
  expect(await ended.promise).toBeUndefined();
  expect(await calls[2]?.ended).toMatchObject({ kind: "refused" });
  for (const id of [2 ** 31 - 3, 2 ** 31 - 1]) {
    expect((await server.nextHeaders()).streamId).toBe(id);
    server.send(headersFrame(id, true, ...ok));
  }
  expect(await Promise.all([calls[0]?.ended, calls[1]?.ended])).toEqual([undefined, undefined]);
  expect((await server.next(types.goaway)).payload).toEqual(uint32(0, 0));
});

test("calls that wait for their turn are refused when the peer goes away", async () => {
  await using it = await converse(connectH2, settings([3, 1]));
  const [first, id] = await it.begin();
  const waiting = [it.start(), it.start()];
  it.server.send(goawayFrame(id));
  for (const call of waiting) expect(await errorOf(call)).toMatchObject({ kind: "refused" });
  it.server.send(headersFrame(id, true, ...ok));
  expect(await first.ended).toBeUndefined();
});

test("a call that waits for its turn can be cancelled, and is never sent", async () => {
  await using it = await converse(connectH2, settings([3, 1]));
  const [, id] = await it.begin();
  it.start().call.cancel();
  it.server.send(headersFrame(id, true, ...ok));
  const [, next] = await it.begin();
  expect(next).toBe(id + 2);
});

test("a call that did not leave before the connection was lost is refused", async () => {
  await using it = await converse(connectH2);
  const [sent] = await it.begin();
  const unsent = it.start();
  it.connection.destroy();
  expect(await errorOf(unsent)).toMatchObject({ kind: "refused" });
  expect(await errorOf(sent)).toMatchObject({ kind: "lost" });
});

test("frames of one turn go out in one write", async () => {
  await using it = await converse(connectH2);
  await it.server.settled();
  const chunks: Buffer[] = [];
  it.server.socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  for (let i = 0; i < 20; i++) it.start();
  await it.server.nextData(20 * body.length);
  expect(chunks).toHaveLength(1);
});

test("a peer that asks and does not read is left", async () => {
  await using it = await converse(connectH2, settings([4, 2 ** 30]));
  it.server.send(windowUpdateFrame(0, 2 ** 30));
  await it.server.settled();
  it.server.socket.pause();
  const call = it.start(Buffer.alloc(64 * 2 ** 20));
  const pings = Array.from({ length: 100 }, () => frame(types.ping, 0, 0, Buffer.alloc(8)));
  const asking = setInterval(() => it.server.send(...pings), 1);
  expect(await errorOf(call)).toMatchObject({ kind: "protocol", code: codes.enhanceYourCalm });
  clearInterval(asking);
});

test("a silent peer is asked for a sign of life, and left when it gives none", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
  await using it = await converse(connectH2);
  const [call] = await it.begin();
  vi.advanceTimersByTime(20_000);
  expect((await it.server.next(types.ping)).flags).toBe(0);
  it.server.send(frame(types.ping, flags.ack, 0, Buffer.alloc(8)));
  await it.server.settled();
  vi.advanceTimersByTime(10_000);
  expect(it.connection.usable).toBe(true);
  vi.advanceTimersByTime(20_000);
  expect(await errorOf(call)).toMatchObject({ kind: "lost" });
});
