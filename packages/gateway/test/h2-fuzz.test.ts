import fc from "fast-check";
import { expect, test } from "vitest";
import { connectH2 } from "../src/h2/connect.ts";
import { body, converse, ok, trailers } from "./support/h2-conversation.ts";
import {
  dataFrame,
  flags,
  frame,
  goawayFrame,
  headersFrame,
  settings,
  types,
  windowUpdateFrame,
} from "./support/h2-peer.ts";

const streamId = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(1, 3, 5) }, fc.constantFrom(0, 2, 7, 2 ** 31 - 1));
const payload = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));

/** Frames of which most are good on their own, in an order that is not. */
const anyFrame = fc.oneof(
  fc.tuple(streamId, fc.boolean()).map(([id, end]) => headersFrame(id, end, ...ok)),
  fc.tuple(streamId, fc.boolean()).map(([id, end]) => headersFrame(id, end, ...trailers)),
  fc.tuple(streamId, fc.boolean(), payload).map(([id, end, bytes]) => dataFrame(id, end, bytes)),
  fc.tuple(streamId, fc.nat(70_000)).map(([id, increment]) => windowUpdateFrame(id, increment)),
  fc.tuple(fc.nat(7), fc.nat(2 ** 31)).map(([id, value]) => settings([id, value])),
  streamId.map((id) => frame(types.rstStream, 0, id, Buffer.from([0, 0, 0, 8]))),
  fc.nat(9).map((id) => goawayFrame(id)),
  fc.constant(frame(types.ping, 0, 0, Buffer.alloc(8))),
  fc.tuple(fc.nat(10), fc.nat(255), streamId, payload).map(([type, bits, id, bytes]) => frame(type, bits, id, bytes)),
);

/** What a well-behaved peer sends for three calls. */
const good = Buffer.concat([
  ...[1, 3].flatMap((id) => [
    headersFrame(id, false, ...ok),
    dataFrame(id, false, body),
    headersFrame(id, true, ...trailers),
  ]),
  frame(types.headers, 0, 5, Buffer.from([0x88])),
  frame(types.continuation, flags.endHeaders, 5, Buffer.from([0x0f, 0x10, 0x01, 0x61])),
  windowUpdateFrame(0, 1_000),
  settings([4, 70_000], [1, 100]),
  frame(types.data, flags.padded | flags.endStream, 5, Buffer.concat([Buffer.from([2]), body, Buffer.alloc(2)])),
]);

/** Each call ends once, whatever came, when the peer is gone. */
async function survives(wire: Buffer, cut: number, hold: boolean): Promise<void> {
  await using it = await converse(connectH2);
  const calls = [it.start(), it.start(Buffer.alloc(100_000)), it.start()];
  if (hold) calls[1]?.call.pause();
  for (let i = 0; i < 2; i++) await it.server.nextHeaders();
  it.server.socket.write(wire.subarray(0, cut));
  it.server.socket.end(wire.subarray(cut));
  calls[1]?.call.resume();
  await Promise.all(calls.map(({ ended }) => ended));
  expect(calls.map(({ ends }) => ends)).toEqual([1, 1, 1]);
  await it.usable(false);
  expect([it.connection.load, it.ends]).toEqual([0, 1]);
}

test("frames in any order end each call once, and nothing else", async () => {
  const frames = fc.array(anyFrame, { maxLength: 25 }).map((list) => Buffer.concat(list));
  await fc.assert(fc.asyncProperty(frames, fc.nat(500), fc.boolean(), survives), { numRuns: 400 });
});

test("good bytes of which some are not end each call once, and nothing else", async () => {
  const mutations = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 });
  const mutated = fc.tuple(mutations, fc.nat(good.length)).map(([changes, length]) => {
    const wire = Buffer.from(good);
    for (const [at, octet] of changes) wire[at] = octet;
    return wire.subarray(0, length);
  });
  await fc.assert(fc.asyncProperty(mutated, fc.nat(500), fc.boolean(), survives), { numRuns: 400 });
});

test("bytes that are nothing end each call once, and nothing else", async () => {
  const noise = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  await fc.assert(fc.asyncProperty(noise, fc.nat(200), fc.boolean(), survives), { numRuns: 100 });
});
