import fc from "fast-check";
import { expect, test } from "vitest";
import { huffmanDecode, huffmanEncode, huffmanLength } from "./huffman.ts";

const octets = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString("latin1"));

function decode(bytes: Uint8Array): string | undefined {
  const target = Buffer.alloc(bytes.length * 2);
  const length = huffmanDecode(bytes, 0, bytes.length, target);
  return length === undefined ? undefined : target.toString("latin1", 0, length);
}

test.each([
  ["f1e3c2e5f23a6ba0ab90f4ff", "www.example.com"],
  ["a8eb10649cbf", "no-cache"],
  ["25a849e95bb8e8b4bf", "custom-value"],
  ["d07abe941054d444a8200595040b8166e082a62d1bff", "Mon, 21 Oct 2013 20:13:21 GMT"],
])("RFC 7541: %s is %s", (hex, text) => {
  const target = Buffer.alloc(hex.length / 2);
  expect(huffmanEncode(text, target, 0)).toBe(target.length);
  expect(target.toString("hex")).toBe(hex);
  expect(decode(target)).toBe(text);
});

test("what is encoded is decoded again, and as long as it was said to be", () => {
  fc.assert(
    fc.property(octets, (text) => {
      const target = Buffer.alloc(huffmanLength(text) + 1);
      expect(huffmanEncode(text, target, 1)).toBe(target.length);
      expect(decode(target.subarray(1))).toBe(text);
    }),
  );
});

test("there is one code only for a text: what is decoded is encoded again to the same", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = decode(bytes);
      fc.pre(text !== undefined);
      const target = Buffer.alloc(huffmanLength(text));
      huffmanEncode(text, target, 0);
      expect(target).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 2_000 },
  );
});
