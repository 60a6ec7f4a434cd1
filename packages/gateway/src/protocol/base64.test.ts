import fc from "fast-check";
import { expect, test } from "vitest";
import { createBase64Decoder } from "./base64.ts";

test("pieces that were padded each for itself are decoded, however they are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), fc.array(fc.nat({ max: 9 })), (pieces, sizes) => {
      const text = Buffer.from(pieces.map((piece) => Buffer.from(piece).toString("base64")).join(""));
      const decoder = createBase64Decoder();
      const decoded: Uint8Array[] = [];
      let at = 0;
      for (const size of [...sizes, text.length]) {
        decoded.push(decoder.decode(text.subarray(at, at + size)) ?? expect.unreachable("it is base64"));
        at += size;
      }
      expect(Buffer.concat(decoded)).toEqual(Buffer.concat(pieces));
      expect(decoder.torn()).toBe(false);
    }),
  );
});

test.each(["a*bc", "=abc", "ab=c", "a===", "ab\r\n"])("%j is not base64", (text) => {
  expect(createBase64Decoder().decode(Buffer.from(text))).toBeUndefined();
});

test("a group that is not complete is known", () => {
  const decoder = createBase64Decoder();
  decoder.decode(Buffer.from("abcdef"));
  expect(decoder.torn()).toBe(true);
});
