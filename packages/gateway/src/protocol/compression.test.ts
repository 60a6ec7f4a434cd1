import { Code } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { negotiateCompression } from "./compression.ts";

const negotiate = (requested?: string, accepted?: string) => {
  const { compression, answerCompression } = negotiateCompression(requested, accepted, "accept-encoding");
  return [compression?.name, answerCompression?.name];
};

test("the first encoding that both know is taken for the answer, and without a word the one of the request", () => {
  expect(negotiate()).toEqual([undefined, undefined]);
  expect(negotiate("identity", "zstd, br, gzip")).toEqual([undefined, "br"]);
  expect(negotiate("gzip")).toEqual(["gzip", "gzip"]);
  expect(negotiate("gzip", "identity")).toEqual(["gzip", undefined]);
});

test("an encoding that is not known is UNIMPLEMENTED, and those that are known are named", () => {
  expect(() => negotiate("zstd")).toThrow(
    expect.objectContaining({
      code: Code.Unimplemented,
      rawMessage: 'unknown compression "zstd": supported encodings are gzip,br',
    }),
  );
});

describe.each(["gzip", "br"])("%s", (name) => {
  const { compression } = negotiateCompression(name, undefined, "");
  const compress = async (text: string) => compression?.compress(Buffer.from(text)) ?? new Uint8Array();
  const decompress = async (bytes: Uint8Array, maxBytes: number) => compression?.decompress(bytes, maxBytes);

  test("gives back what it was given, up to the limit", async () => {
    const text = "a".repeat(5000);
    const small = await compress(text);
    expect(small.length).toBeLessThan(100);
    expect(String(await decompress(small, 5000))).toBe(String(Buffer.from(text)));
    await expect(decompress(small, 4999)).rejects.toMatchObject({ code: Code.ResourceExhausted });
  });

  test("nothing is nothing, and noise is INVALID_ARGUMENT", async () => {
    expect(await decompress(new Uint8Array(), 10)).toHaveLength(0);
    await expect(decompress(Buffer.from("noise noise noise"), 100)).rejects.toMatchObject({
      code: Code.InvalidArgument,
    });
  });
});
