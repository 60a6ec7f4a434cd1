import fc from "fast-check";
import { expect, test } from "vitest";
import { frame } from "../../test/support/h2-peer.ts";
import { ConnectionError } from "./error-code.ts";
import { FrameReader } from "./frame-reader.ts";

/** What a reader says of bytes that come in pieces; the pieces of DATA are put together. */
function read(chunks: readonly Buffer[]): string[] {
  const said: string[] = [];
  let data = "";
  const reader = new FrameReader({
    onDataFrame(id, length) {
      said.push(data, `data ${id} ${length}`);
      data = "";
    },
    onDataPiece(_, piece) {
      data += piece.toString("hex");
    },
    onDataEnd(id) {
      said.push(data, `end ${id}`);
      data = "";
    },
    onFrame(type, flags, id, source, start, end) {
      said.push(data, `frame ${type} ${flags} ${id} ${source.toString("hex", start, end)}`);
      data = "";
    },
  });
  for (const chunk of chunks) reader.read(chunk);
  return [...said, data].filter((text) => text !== "");
}

const frames = fc.array(
  fc
    .record({
      type: fc.constantFrom(0, 0, 0, 1, 3, 4, 8, 0x77),
      flags: fc.constantFrom(0, 1, 4, 5, 8, 9),
      id: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      payload: fc.uint8Array({ maxLength: 40 }),
    })
    .map(({ type, flags, id, payload }) => {
      // The length of the padding is the first octet.
      if (type === 0 && (flags & 8) !== 0) payload[0] = (payload[0] ?? 0) % Math.max(payload.length, 1);
      const torn = type === 0 && (flags & 8) !== 0 && payload.length === 0;
      return frame(type, torn ? 0 : flags, id, payload);
    }),
  { maxLength: 12 },
);

test("frames are the same, wherever their bytes were cut", () => {
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 0, max: 600 })), (list, cuts) => {
      const wire = Buffer.concat(list);
      const at = [0, ...cuts.map((cut) => Math.min(cut, wire.length)), wire.length].sort((a, b) => a - b);
      const chunks = at.slice(1).map((end, i) => wire.subarray(at[i], end));
      const whole = read([wire]);
      expect(whole.filter((text) => /^(data|frame) /.test(text))).toHaveLength(list.length);
      expect(read(chunks)).toEqual(whole);
      expect(read([...wire].map((byte) => Buffer.from([byte])))).toEqual(whole);
    }),
  );
});

test("data that was not cut is passed on without a copy", () => {
  const wire = frame(0, 0, 1, Buffer.from("abc"));
  let seen: Buffer | undefined;
  const nothing = () => undefined;
  new FrameReader({
    onDataFrame: nothing,
    onDataEnd: nothing,
    onFrame: nothing,
    onDataPiece: (_, piece) => (seen = piece),
  }).read(wire);
  wire[9] = 0x41;
  expect(seen?.toString()).toBe("Abc");
});

test.each([
  ["a frame larger than 16 KiB", Buffer.from([0, 0x40, 1, 0, 0, 0, 0, 0, 1]), 6],
  ["padding as long as its frame", frame(0, 8, 1, Buffer.from([3, 0, 0])), 1],
  ["a padded frame without a payload", frame(0, 8, 1), 6],
  ["an answer of HTTP/1.1", Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"), 6],
])("%s ends the connection with the right code", (_, wire, code) => {
  expect(() => read([wire])).toThrow(ConnectionError);
  expect(() => read([wire])).toThrow(expect.objectContaining({ code }));
});
