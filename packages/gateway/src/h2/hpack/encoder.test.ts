import fc from "fast-check";
import { expect, test } from "vitest";
import { HpackDecoder } from "./decoder.ts";
import { HpackEncoder } from "./encoder.ts";

type Field = readonly [name: string, value: string];

/** Both ends of a connection. */
function setup() {
  const encoder = new HpackEncoder();
  const decoder = new HpackDecoder(1_000_000);
  return {
    encoder,
    encode(...fields: readonly Field[]): Buffer {
      const most = fields.flat().reduce((sum, text) => sum + text.length + HpackEncoder.fieldOverhead, 0);
      const target = Buffer.alloc(HpackEncoder.blockOverhead + most);
      let end = encoder.begin(target, 0);
      for (const [name, value] of fields) end = encoder.field(target, end, name, value);
      expect(end).toBeLessThanOrEqual(target.length);
      return target.subarray(0, end);
    },
    decode(block: Buffer): Field[] {
      const flat: string[] = [];
      expect(decoder.decode(block, 0, block.length, flat)).toBe("good");
      return flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] ?? ""] as const] : []));
    },
  };
}

const names = fc.oneof(
  fc.constantFrom(":path", ":method", "content-type", "authorization", "te", "x-a", "x-b", "x-c"),
  fc.stringMatching(/^[a-z0-9-]{1,40}$/),
);
const values = fc.oneof(
  fc.constantFrom("", "POST", "200", "application/grpc", "1", "2"),
  fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,300}$/),
);
const blocks = fc.array(
  fc.record({
    tableSize: fc.option(fc.constantFrom(0, 60, 200, 4_096, 1_000_000), { freq: 4 }),
    fields: fc.array(fc.tuple(names, values), { maxLength: 20 }),
  }),
  { maxLength: 30 },
);

test("what is encoded is decoded again, block by block, whatever the table's size becomes", () => {
  fc.assert(
    fc.property(blocks, (steps) => {
      const { encoder, encode, decode } = setup();
      for (const { tableSize, fields } of steps) {
        if (tableSize !== null) encoder.setMaxTableSize(tableSize);
        expect(decode(encode(...fields))).toEqual(fields);
      }
    }),
    { numRuns: 300 },
  );
});

test("a field that comes again takes one octet", () => {
  const { encode } = setup();
  encode(["content-type", "application/grpc+proto"], ["x-own", "value"]);
  expect(encode(["content-type", "application/grpc+proto"], ["x-own", "value"])).toHaveLength(2);
});

test("values that are always new do not drive out those that stay", () => {
  const { encode, decode } = setup();
  decode(encode(["x-stays", "the same"]));
  for (let i = 0; i < 1_000; i++) {
    const fields = [["traceparent", `00-${i}-1`]] as const;
    expect(decode(encode(...fields))).toEqual(fields);
  }
  expect(encode(["x-stays", "the same"])).toHaveLength(1);
});

test("a second value of a name is kept when it comes twice in a row", () => {
  const { encode } = setup();
  encode([":path", "/a.B/C"]);
  encode([":path", "/a.B/D"]);
  encode([":path", "/a.B/D"]);
  expect(encode([":path", "/a.B/C"], [":path", "/a.B/D"])).toHaveLength(2);
});

test.each(["authorization", "cookie", "proxy-authorization", "x-api-key"])("%s is never put into a table", (name) => {
  const { encode, decode } = setup();
  for (let i = 0; i < 3; i++) {
    const block = encode([name, "secret"]);
    expect((block[0] ?? 0) & 0xf0).toBe(0x10);
    expect(block.includes("secret")).toBe(true);
    expect(decode(block)).toEqual([[name, "secret"]]);
  }
});

test("names that clients make up do not keep others out of the table", () => {
  const { encode, decode } = setup();
  for (let i = 0; i < 2_000; i++) decode(encode([`x-made-up-${i}`, "1"]));
  encode(["x-new", "value"]);
  encode(["x-new", "value"]);
  expect(encode(["x-new", "value"])).toHaveLength(1);
});

test("a value larger than half of the table is not put into it", () => {
  const { encode } = setup();
  encode(["x-stays", "the same"]);
  for (let i = 0; i < 2; i++) encode(["x-large", "v".repeat(3_000)]);
  expect(encode(["x-stays", "the same"])).toHaveLength(1);
});

test("a table that the peer makes smaller, and large again, is announced so", () => {
  const { encoder, encode } = setup();
  encode(["x-own", "value"]);
  encoder.setMaxTableSize(0);
  encoder.setMaxTableSize(100);
  expect(encode([":method", "POST"]).toString("hex")).toBe("203f4583");
  expect(encode([":method", "POST"]).toString("hex")).toBe("83");
});
