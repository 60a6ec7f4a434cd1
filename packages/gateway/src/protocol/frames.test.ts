import fc from "fast-check";
import { expect, test } from "vitest";
import { eachFrame, encodeFrame, type FrameFault, FrameGate, frameHead } from "./frames.ts";

/** Cuts bytes at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length));
}

/** What a gate makes of pieces. */
function pass(chunks: readonly Uint8Array[], maxBytes = 1000, mayCompress = true) {
  const frames: { message: number[]; compressed: boolean }[] = [];
  const gate = new FrameGate(maxBytes, mayCompress, (pieces) =>
    eachFrame(pieces, (message, compressed) => void frames.push({ message: [...message], compressed })),
  );
  let fault: FrameFault | undefined;
  for (const chunk of chunks) fault ??= gate.push(chunk);
  return { frames, fault, count: gate.count, torn: gate.torn };
}

const messages = fc.array(fc.record({ message: fc.uint8Array({ maxLength: 300 }), compressed: fc.boolean() }));

test("however bytes are cut, the same whole frames pass", () => {
  fc.assert(
    fc.property(messages, fc.array(fc.nat()), (wanted, places) => {
      const bytes = Buffer.concat(wanted.map(({ message, compressed }) => encodeFrame(compressed ? 1 : 0, message)));
      const { frames, ...rest } = pass(cut(bytes, places));
      expect(frames).toEqual(wanted.map(({ message, compressed }) => ({ message: [...message], compressed })));
      expect(rest).toEqual({ fault: undefined, count: wanted.length, torn: false });
    }),
  );
});

test("nothing of a frame passes before the whole of it is there", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.nat(),
      fc.array(fc.nat()),
      (message, end, places) => {
        const frame = encodeFrame(0, message);
        const part = frame.subarray(0, 1 + (end % (frame.length - 1)));
        expect(pass(cut(part, places))).toEqual({ frames: [], fault: undefined, count: 0, torn: true });
      },
    ),
  );
});

test("what came before a fault passes, wherever it was cut", () => {
  const good = encodeFrame(0, Buffer.from("good"));
  fc.assert(
    fc.property(
      fc.constantFrom<[Uint8Array, FrameFault]>(
        [frameHead(0, 1001), "too large"],
        [frameHead(0, 2 ** 32 - 1), "too large"],
        [frameHead(1, 3), "compressed"],
        [frameHead(2, 3), "flags"],
        [frameHead(0x80, 3), "flags"],
      ),
      fc.array(fc.nat()),
      ([bad, wanted], places) => {
        const { frames, fault } = pass(cut(Buffer.concat([good, bad]), places), 1000, false);
        expect([frames.length, fault]).toEqual([1, wanted]);
      },
    ),
  );
});

test("a large message is not copied", () => {
  const frame = encodeFrame(0, Buffer.alloc(900));
  const chunks = [frame.subarray(0, 400), frame.subarray(400)];
  let passed: readonly Uint8Array[] = [];
  const gate = new FrameGate(1000, false, (pieces) => {
    passed = pieces;
  });
  for (const chunk of chunks) gate.push(chunk);
  expect(passed.map(({ buffer }) => buffer)).toEqual([frame.buffer, frame.buffer]);
  expect(passed.map(({ length }) => length)).toEqual([400, 505]);
});
