import { expect, test } from "vitest";
import { examples } from "../../../test/support/rfc7541.ts";
import { ConnectionError } from "../error-code.ts";
import { HpackDecoder } from "./decoder.ts";

const setup = (maxListBytes = 10_000) => {
  const decoder = new HpackDecoder(maxListBytes);
  return (hex: string) => {
    const block = Buffer.from(hex, "hex");
    const fields: string[] = [];
    // In the middle of something larger, as on the wire.
    const source = Buffer.concat([Buffer.from([0xff]), block, Buffer.from([0xff])]);
    return { verdict: decoder.decode(source, 1, source.length - 1, fields), fields, tableSize: decoder.tableSize };
  };
};

/** A block that makes the table so large. */
const resizedTo: Record<number, string> = { 256: "3fe101", 4096: "3fe11f" };

test.each(examples)("RFC 7541, appendix $section", ({ tableSize, blocks }) => {
  const decode = setup();
  decode(resizedTo[tableSize] as string);
  for (const { hex, fields, size } of blocks) {
    expect(decode(hex)).toEqual({ verdict: "good", fields, tableSize: size });
  }
});

test.each([
  ["C.2.1", "400a637573746f6d2d6b65790d637573746f6d2d686561646572", ["custom-key", "custom-header"], 55],
  ["C.2.2", "040c2f73616d706c652f70617468", [":path", "/sample/path"], 0],
  ["C.2.3", "100870617373776f726406736563726574", ["password", "secret"], 0],
  ["C.2.4", "82", [":method", "GET"], 0],
])("RFC 7541, appendix %s", (_, hex, fields, tableSize) => {
  expect(setup()(hex)).toEqual({ verdict: "good", fields, tableSize });
});

test.each([
  ["the index 0", "80"],
  ["an index beyond both tables", "be"],
  ["a name beyond both tables", "7f0000"],
  ["an integer without an end", "ff"],
  ["an integer that is too large", "ffffffffffffff"],
  ["a string longer than the block", "0001610561"],
  ["a name without a value", "000161"],
  ["a resize behind a field", "8220"],
  ["a table larger than allowed", "3fe21f"],
  ["Huffman padding of zeros", "0001618100"],
  ["Huffman padding of eight bits", "000161821fff"],
  ["EOS in a Huffman string", "00016185fffffffffc"],
])("%s ends the connection", (_, hex) => {
  expect(() => setup()(hex)).toThrow(ConnectionError);
});

test("the table can be emptied and made large again before a block", () => {
  const decode = setup();
  decode("400161 0162".replaceAll(" ", ""));
  expect(decode("203fe11f82").tableSize).toBe(0);
  expect(() => decode("be")).toThrow(ConnectionError);
});

test("fields beyond the limit are dropped, and the table is kept in step", () => {
  const decode = setup(64);
  const both = decode("4001610162400163 0164".replaceAll(" ", ""));
  expect(both.verdict).toBe("too large");
  expect(both.fields).toEqual(["a", "b"]);
  expect(decode("be")).toMatchObject({ verdict: "good", fields: ["c", "d"] });
});

test("a small block of many references costs no more than the limit", () => {
  const decode = setup(10_000);
  const value = "61".repeat(4_000);
  decode(`40 01 61 7fa11e ${value}`.replaceAll(" ", ""));
  const bomb = decode("be".repeat(16_000));
  expect(bomb.verdict).toBe("too large");
  expect(bomb.fields).toHaveLength(4);
});

test.each([
  ["an upper-case name", "00014101 61"],
  ["a space in a name", "000120 0161"],
  ["no name", "00000161"],
  ["a line feed in a value", "000161 0361 0a 62"],
  ["a NUL in a value", "0001610100"],
])("%s is malformed, and so is each reference to it", (_, text) => {
  const hex = text.replaceAll(" ", "");
  const decode = setup();
  expect(decode(hex).verdict).toBe("malformed");
  expect(decode(`40${hex.slice(2)}`).verdict).toBe("malformed");
  expect(decode("be").verdict).toBe("malformed");
});

test("a name that is taken from a malformed field is judged again", () => {
  const decode = setup();
  expect(decode("4001410161").verdict).toBe("malformed");
  expect(decode("0f2f0162").verdict).toBe("malformed");
});
