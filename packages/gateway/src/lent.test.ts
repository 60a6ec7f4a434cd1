import { expect, test } from "vitest";
import { createLentMemory, giveBack } from "./lent.ts";

/** Memory, and how to read a text into it as a connection does. */
function setup() {
  const memory = createLentMemory();
  let next = memory.room();
  const blockBytes = next.length;
  const read = (text: string): Buffer => {
    const piece = memory.lend(next.write(text));
    next = memory.room();
    return piece;
  };
  /** So much that the next read begins another block. */
  const fill = (character: string) => read(character.repeat(next.length));
  return { read, fill, blockBytes, left: () => next.length };
}

test("what is kept stays what it was, whatever is given back beside it", () => {
  const { read, fill, left, blockBytes } = setup();
  const kept = read("kept");
  for (let i = 0; i < 20; i++) giveBack(fill("x"));
  expect(String(kept)).toBe("kept");
  expect(left()).toBe(blockBytes);
});

test("a read goes behind the last one, until less than a quarter of the block is left", () => {
  const { read, left, blockBytes } = setup();
  const pieces = Array.from("abc", (character) => read(character.repeat(blockBytes / 4)));
  expect(left()).toBe(blockBytes / 4);
  pieces.push(read("d"));
  expect(left()).toBe(blockBytes);
  pieces.push(read("e"));
  expect(new Set(pieces.map(({ buffer }) => buffer)).size).toBe(2);
  expect(pieces.map((piece) => String(piece.subarray(0, 1))).join("")).toBe("abcde");
});

test("a block is written to anew when all of it was given back, in whatever pieces", () => {
  const { read, fill, blockBytes } = setup();
  const first = fill("1");
  const other = fill("2");
  giveBack(first.subarray(100));
  giveBack(first, 99);
  expect(fill("3").buffer).not.toBe(first.buffer);
  giveBack(first.subarray(0, 1));
  expect(String(first)).toBe("1".repeat(blockBytes));
  expect(read("4").buffer).not.toBe(first.buffer);
  fill("5");
  expect(read("6").buffer).toBe(first.buffer);
  expect(String(other)).toBe("2".repeat(blockBytes));
});

test("what is given back while the next read is on its way is not what it goes to", () => {
  const { read } = setup();
  const first = read("first");
  giveBack(first);
  const second = read("second");
  expect([String(first), String(second)]).toEqual(["first", "second"]);
  expect(String(read("third"))).toBe("third");
});

test("an empty piece gives back nothing, of a block that was given back neither", () => {
  const { fill, blockBytes } = setup();
  const first = fill("1");
  fill("2");
  giveBack(first);
  giveBack(first.subarray(0, 0));
  const pieces = ["3", "4", "5"].map(fill);
  expect(new Set(pieces.map(({ buffer }) => buffer)).size).toBe(3);
  expect(pieces.map(({ length }) => length)).toEqual([blockBytes, blockBytes, blockBytes]);
});

test("few blocks wait to be written to anew", () => {
  const { fill } = setup();
  const pieces = Array.from({ length: 50 }, () => fill("x"));
  const before = new Set(pieces.map(({ buffer }) => buffer));
  for (const piece of pieces) giveBack(piece);
  const again = Array.from({ length: 50 }, () => fill("y")).filter(({ buffer }) => before.has(buffer));
  expect(again.length).toBeLessThanOrEqual(5);
});

test("bytes that were not lent are left as they are", () => {
  expect(() => giveBack(Buffer.from("own"))).not.toThrow();
  expect(() => giveBack(new Uint8Array(0))).not.toThrow();
});
