import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renameBinding } from "./bindings.ts";
import { readDescriptorSet, writeDescriptorSet } from "./descriptor-set.ts";
import { goQuote, goUnquote } from "./go-string.ts";
import { renamer } from "./rename.ts";
import { renameEncoded } from "./wire.ts";

const generated = join(import.meta.dirname, "../../../../proto/gen");
const there = renamer([{ from: "prime-tally", to: "some-much-longer-name" }]);
const back = renamer([{ from: "some-much-longer-name", to: "prime-tally" }]);

test("lengths around a renamed string are written anew, at every depth", () => {
  // Field 1: a message with field 2 "prime-tally"; field 3: the number 7.
  const inner = Buffer.concat([Buffer.from([0x12, 11]), Buffer.from("prime-tally")]);
  const message = Buffer.concat([Buffer.from([0x0a, inner.length]), inner, Buffer.from([0x18, 7])]);
  const name = Buffer.from("some-much-longer-name");
  const expected = Buffer.concat([
    Buffer.from([0x0a, name.length + 2, 0x12, name.length]),
    name,
    Buffer.from([0x18, 7]),
  ]);
  expect(renameEncoded(message, there)).toEqual(expected);
});

test("the set of descriptors is written as buf writes it", () => {
  const set = readFileSync(join(generated, "descriptor.binpb"));
  expect(writeDescriptorSet(readDescriptorSet(set)).equals(set)).toBe(true);
});

test.each([
  "go/prime_tally/v1/prime_tally_service.pb.go",
  "go/prime_tally/v1/prime_tally_service_grpc.pb.go",
  "ts/prime_tally/v1/prime_tally_service_pb.js",
  "ts/prime_tally/v1/prime_tally_service_pb.d.ts",
  "rust/prime_tally/v1/prime_tally.v1.rs",
])("%s is renamed there and back", (file) => {
  const text = readFileSync(join(generated, file), "utf8");
  const renamed = renameBinding(file, text, there);
  expect(renamed).not.toBe(text);
  expect(renamed).not.toMatch(/prime[-_]?tally/i);
  expect(renameBinding(file, renamed, back)).toBe(text);
});

// What strconv.Quote of Go 1.26 gives.
test.each([
  [[0x0a, 0x12, 0x22, 0x5c, 0x07], String.raw`"\n\x12\"\\\a"`],
  [[0x41, 0x7f, 0x80, 0xff], String.raw`"A\x7f\x80\xff"`],
  [[0xc3, 0xa9, 0x20, 0xe2, 0x82, 0xac], '"é €"'],
])("bytes %j are quoted as Go does", (bytes, literal) => {
  expect(goQuote(Buffer.from(bytes))).toBe(literal);
  expect([...goUnquote(literal)]).toEqual(bytes);
});
