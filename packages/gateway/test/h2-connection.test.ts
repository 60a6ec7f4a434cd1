import { describe, expect, test } from "vitest";
import { connectH2 } from "../src/h2/connect.ts";
import { connectNode } from "../src/upstream/node-connection.ts";
import { record } from "./support/h2-call.ts";
import { body, converse, ok, trailers } from "./support/h2-conversation.ts";
import {
  block,
  dataFrame,
  flags,
  frame,
  goawayFrame,
  headersFrame,
  type PeerConnection,
  types,
  uint32,
} from "./support/h2-peer.ts";

describe.each([
  ["node:http2", connectNode],
  ["the own client", connectH2],
])("over %s", (_, connect) => {
  test("a call is a POST, its fields in their order, and its body", async () => {
    await using it = await converse(connect);
    const fields = ["te", "trailers", "x-twice", "1", "x-twice", "2", "authorization", "Bearer secret"];
    const recorded = record(it.connection.call, { path: "/a.B/C", fields });
    recorded.call.write([body.subarray(0, 5), body.subarray(5)], false);
    recorded.call.write([], true);
    const request = await it.server.nextHeaders();
    expect(Object.fromEntries(pairs(request.fields.slice(0, 8)))).toEqual({
      ":method": "POST",
      ":scheme": "http",
      ":path": "/a.B/C",
      ":authority": "echo.test:50051",
    });
    expect(request.fields.slice(8)).toEqual(fields);
    expect(await it.server.nextData(body.length)).toEqual(body);
    expect(it.connection.load).toBe(1);
    expect(recorded.call.address).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  test("an answer is its head, its body and its trailers", async () => {
    await using it = await converse(connect);
    const [call, id] = await it.begin();
    it.server.send(headersFrame(id, false, ...ok, "x-twice", "1", "x-twice", "2"));
    it.server.send(dataFrame(id, false, body), dataFrame(id, false, ""), headersFrame(id, true, ...trailers));
    expect(await call.ended).toBeUndefined();
    expect(call.status).toBe(200);
    expect(call.fields).toEqual([...ok.slice(2), "x-twice", "1", "x-twice", "2"]);
    expect(call.body).toEqual(body);
    expect(call.trailers).toEqual(trailers);
    expect(call.ends).toBe(1);
    await it.usable(true);
  });

  test("trailers alone are the fields of the head, and the end", async () => {
    await using it = await converse(connect);
    const [call, id] = await it.begin();
    it.server.send(headersFrame(id, true, ...ok, "grpc-status", "5"));
    expect(await call.ended).toBeUndefined();
    expect(call.fields).toEqual([...ok.slice(2), "grpc-status", "5"]);
    expect(call.trailers).toEqual([]);
  });

  test("an answer may end with its data", async () => {
    await using it = await converse(connect);
    const [call, id] = await it.begin();
    it.server.send(headersFrame(id, false, ...ok), dataFrame(id, true, body));
    expect(await call.ended).toBeUndefined();
    expect(call.body).toEqual(body);
    expect(call.trailers).toEqual([]);
  });

  test("answers of 1xx are passed over", async () => {
    await using it = await converse(connect);
    const [call, id] = await it.begin();
    it.server.send(headersFrame(id, false, ":status", "103", "link", "<a>"), headersFrame(id, true, ...ok));
    expect(await call.ended).toBeUndefined();
    expect(call.status).toBe(200);
  });

  test("padding, priority and CONTINUATION do not change an answer", async () => {
    await using it = await converse(connect);
    const [call, id] = await it.begin();
    const fields = block(...ok);
    const padded = Buffer.concat([
      Buffer.from([4]),
      uint32(0),
      Buffer.from([9]),
      fields.subarray(0, 5),
      Buffer.alloc(4),
    ]);
    it.server.send(
      frame(types.headers, flags.padded | flags.priority, id, padded),
      frame(types.continuation, 0, id, fields.subarray(5, 6)),
      frame(types.continuation, flags.endHeaders, id, fields.subarray(6)),
      frame(types.data, flags.padded, id, Buffer.concat([Buffer.from([200]), body, Buffer.alloc(200)])),
      frame(types.data, flags.padded, id, Buffer.from([0])),
      headersFrame(id, true, ...trailers),
    );
    expect(await call.ended).toBeUndefined();
    expect(call.fields).toEqual(ok.slice(2));
    expect(call.body).toEqual(body);
  });

  test("PRIORITY and frames that nobody knows are ignored", async () => {
    await using it = await converse(connect);
    const [call, id] = await it.begin();
    it.server.send(
      frame(types.priority, 0, id, Buffer.alloc(5)),
      frame(0xbe, 0xff, 0, Buffer.alloc(100)),
      frame(0xbe, 0xff, id, Buffer.alloc(0)),
      headersFrame(id, true, ...ok),
    );
    expect(await call.ended).toBeUndefined();
  });

  test("an answer arrives whole, wherever the wire cuts it", async () => {
    await using it = await converse(connect);
    const [call, id] = await it.begin();
    const wire = Buffer.concat([
      headersFrame(id, false, ...ok),
      frame(types.data, flags.padded, id, Buffer.concat([Buffer.from([3]), body, Buffer.alloc(3)])),
      headersFrame(id, true, ...trailers),
    ]);
    for (const byte of wire) {
      it.server.send(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await call.ended).toBeUndefined();
    expect([call.body, call.trailers]).toEqual([body, trailers]);
  });

  test.each([
    [7, "refused"],
    [8, "reset"],
    [11, "reset"],
  ])("a call that the peer resets with %i is %s", async (code, kind) => {
    await using it = await converse(connect);
    const [call, id] = await it.begin();
    it.server.send(frame(types.rstStream, 0, id, uint32(code)));
    expect(await call.ended).toMatchObject({ kind, code });
    expect(it.connection.usable).toBe(true);
  });

  test("an answer that is complete before its request is an answer, and the rest is not sent", async () => {
    await using it = await converse(connect);
    const call = record(it.connection.call);
    call.call.write([body], false);
    const { streamId } = await it.server.nextHeaders();
    it.server.send(headersFrame(streamId, true, ...ok), frame(types.rstStream, 0, streamId, uint32(0)));
    expect(await call.ended).toBeUndefined();
    expect(call.call.write([body], true)).toBe(true);
    await it.server.settled();
    await it.begin();
  });

  test("a call that is cancelled is reset with CANCEL, and its listener hears nothing more", async () => {
    await using it = await converse(connect);
    const [call, id] = await it.begin();
    it.server.send(headersFrame(id, false, ...ok), dataFrame(id, false, body));
    await call.until(({ body: received }) => received.length > 0);
    call.call.cancel();
    const reset = await it.server.next(types.rstStream);
    expect([reset.streamId, reset.payload]).toEqual([id, uint32(8)]);
    it.server.send(dataFrame(id, false, body), headersFrame(id, true, ...trailers));
    await it.server.settled();
    call.call.cancel();
    expect(call.ends).toBe(0);
    expect(call.body).toEqual(body);
    expect(it.connection.load).toBe(0);
  });

  test("a call above the last that the peer has begun when it goes away is refused, and those below go on", async () => {
    await using it = await converse(connect);
    const [first, id] = await it.begin();
    const [second] = await it.begin();
    it.server.send(goawayFrame(id));
    expect(await second.ended).toMatchObject({ kind: "refused" });
    expect(it.connection.usable).toBe(false);
    expect(it.ends).toBe(1);
    const third = it.start();
    expect(await third.ended).toMatchObject({ kind: "refused" });
    it.server.send(headersFrame(id, false, ...ok), dataFrame(id, false, body), headersFrame(id, true, ...trailers));
    expect(await first.ended).toBeUndefined();
    expect(first.body).toEqual(body);
    expect(it.ends).toBe(1);
  });

  test("a peer that goes away with an error has begun no call above the last it names either", async () => {
    await using it = await converse(connect);
    const [call] = await it.begin();
    it.server.send(goawayFrame(0, 11));
    expect(await call.ended).toMatchObject({ kind: "refused" });
    expect(it.ends).toBe(1);
  });

  test("an idle connection that the peer ends takes no more calls", async () => {
    await using it = await converse(connect);
    it.server.send(goawayFrame(0));
    await it.usable(false);
    expect(it.ends).toBe(1);
  });

  test.each([
    ["ends", (peer: PeerConnection) => void peer.socket.end()],
    ["resets", (peer: PeerConnection) => peer.socket.resetAndDestroy()],
    [
      "says that it goes away, and resets",
      async (peer: PeerConnection) => {
        peer.send(goawayFrame(2 ** 31 - 1));
        await peer.settled();
        peer.socket.resetAndDestroy();
      },
    ],
  ])("a call whose peer %s the connection is lost", async (_, act) => {
    await using it = await converse(connect);
    const [call, id] = await it.begin();
    it.server.send(headersFrame(id, false, ...ok), dataFrame(id, false, body));
    await call.until(({ body: received }) => received.length > 0);
    await act(it.server);
    expect(await call.ended).toMatchObject({ kind: "lost" });
    expect(it.connection.usable).toBe(false);
    expect(it.ends).toBe(1);
    expect(await it.start().ended).toMatchObject({ kind: "refused" });
  });

  test("a connection that is retired ends behind its calls", async () => {
    await using it = await converse(connect);
    const [call, id] = await it.begin();
    it.connection.retire();
    expect(it.connection.usable).toBe(false);
    it.server.send(headersFrame(id, true, ...ok));
    expect(await call.ended).toBeUndefined();
    await new Promise((resolve) => it.server.socket.once("close", resolve).resume());
    expect(it.ends).toBe(1);
  });

  test("the calls of a connection that is destroyed are lost", async () => {
    await using it = await converse(connect);
    const [call] = await it.begin();
    it.connection.destroy();
    expect(await call.ended).toMatchObject({ kind: "lost" });
    expect(it.ends).toBe(1);
  });
});

function pairs(fields: readonly string[]): [string, string][] {
  return fields.flatMap((name, i) => (i % 2 === 0 ? [[name, fields[i + 1] ?? ""] as [string, string]] : []));
}
