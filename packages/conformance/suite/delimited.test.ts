import { Readable } from "node:stream";
import { create } from "@bufbuild/protobuf";
import { StringValueSchema } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { delimited, readDelimited } from "./delimited.ts";

const written = delimited(StringValueSchema, create(StringValueSchema, { value: "a server" }));

test("a message is read as it was written, however its bytes arrive", async () => {
  const byteByByte = Readable.from([...written].map((byte) => Uint8Array.of(byte)));
  expect((await readDelimited(StringValueSchema, byteByByte)).value).toBe("a server");
});

test("what follows a message is left alone", async () => {
  const two = Readable.from([Buffer.concat([written, written.subarray(0, 5)])]);
  expect((await readDelimited(StringValueSchema, two)).value).toBe("a server");
});

test("a stream that ends too early is an error", async () => {
  const torn = Readable.from([written.subarray(0, -1)]);
  await expect(readDelimited(StringValueSchema, torn)).rejects.toThrow("ended after 13 bytes");
});
