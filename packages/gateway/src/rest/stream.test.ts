import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLineReader } from "./ndjson.ts";
import { createStreamEncoder } from "./stream.ts";

const status = { code: 14, message: "gone", details: [] };

describe("a stream of NDJSON", () => {
  test("is a message a line, and an error is a line of its own kind", () => {
    const encoder = createStreamEncoder("ndjson");
    expect(encoder.message('{"a":1}') + encoder.message("{}") + encoder.end()).toBe('{"a":1}\n{}\n');
    expect(encoder.error(status)).toBe('{"@error":{"code":14,"message":"gone","details":[]}}\n');
  });
});

describe("a stream of events", () => {
  test("is numbered and says that it ends", () => {
    const encoder = createStreamEncoder("sse");
    expect(encoder.message('{"a":1}') + encoder.heartbeat + encoder.message("{}") + encoder.end()).toBe(
      'id: 1\ndata: {"a":1}\n\n:\n\nid: 2\ndata: {}\n\nevent: end\ndata: {}\n\n',
    );
    expect(encoder.error(status)).toBe('event: error\ndata: {"code":14,"message":"gone","details":[]}\n\n');
  });

  test.each([
    ["41", "42"],
    [undefined, "1"],
    ["", "1"],
    ["x", "1"],
    ["-1", "1"],
    ["99999999999999999999", "1"],
  ])("goes on behind the last id %s with %s", (last, next) => {
    expect(createStreamEncoder("sse", last).message("{}")).toBe(`id: ${next}\ndata: {}\n\n`);
  });
});

describe("a stream as an array is JSON", () => {
  test.each([
    [[], undefined, []],
    [["{}"], undefined, [{}]],
    [["1", "2", "3"], undefined, [1, 2, 3]],
    [[], status, [{ "@error": status }]],
    [["1", "2"], status, [1, 2, { "@error": status }]],
  ])("with messages %j and error %j", (messages, error, expected) => {
    const encoder = createStreamEncoder("array");
    const pieces = messages.flatMap((message) => [encoder.heartbeat, encoder.message(message)]);
    const last = error === undefined ? encoder.end() : encoder.error(error);
    expect(JSON.parse(pieces.join("") + encoder.heartbeat + last)).toEqual(expected);
  });
});

describe("the lines of a body", () => {
  const read = (maxBytes: number, ...pieces: readonly (string | Uint8Array)[]) => {
    const reader = createLineReader(maxBytes);
    const lines = pieces.flatMap((piece) => reader.push(Buffer.from(piece)));
    return [...lines, ...reader.end()].map((line) => Buffer.from(line).toString());
  };

  test("are found however the body is cut", () => {
    const line = fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 }).filter((text) => !/[\n\s]/.test(text));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(30)), fc.boolean(), (lines, sizes, closed) => {
        const bytes = Buffer.from(lines.join("\n") + (closed ? "\n" : ""));
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const size of sizes) {
          pieces.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(read(100, ...pieces, bytes.subarray(at))).toEqual(lines);
      }),
    );
  });

  test("of white space are no messages, and carriage returns belong to none", () => {
    expect(read(10, "\n \r\n{}\r\n\t", "\n", "1").map((line) => JSON.parse(line))).toEqual([{}, 1]);
  });

  test("may have their limit and no more, complete or not", () => {
    expect(read(3, "abc\nde", "f")).toEqual(["abc", "def"]);
    expect(() => read(3, "abcd\n")).toThrow("a line of the body is longer than 3 bytes");
    expect(() => read(3, "ab", "cd")).toThrow("a line of the body is longer than 3 bytes");
  });
});
