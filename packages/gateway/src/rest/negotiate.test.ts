import { describe, expect, test } from "vitest";
import { acceptsJson, chooseStream, isJsonType, isNdjsonType, qualityOf } from "./negotiate.ts";

describe("a stream's form is what Accept wants most", () => {
  test.each([
    [undefined, "ndjson"],
    ["", "ndjson"],
    ["*/*", "ndjson"],
    ["application/*", "ndjson"],
    ["application/json", "array"],
    ["text/event-stream", "sse"],
    ["text/*", "sse"],
    ["application/json, text/event-stream", "sse"],
    ["application/json, */*;q=0.1", "array"],
    ["application/x-ndjson;q=0, */*", "sse"],
    ["text/event-stream;q=0.5, application/json;q=0.6", "array"],
    ["TEXT/Event-Stream ; Q=1", "sse"],
    ["text/html", undefined],
    ["*/*;q=0", undefined],
    ["application/json;q=2", undefined],
  ])("%s: %s", (accept, form) => {
    expect(chooseStream(accept)).toBe(form);
  });
});

test.each([
  [undefined, true],
  ["application/json", true],
  ["application/json; charset=utf-8", true],
  ["text/html, */*;q=0.8", true],
  ["application/json;q=0, */*", false],
  ["text/html", false],
  ["text/event-stream", false],
])("JSON for Accept %s: %s", (accept, accepted) => {
  expect(acceptsJson(accept)).toBe(accepted);
});

test("the range that describes a type best counts, wherever it stands", () => {
  const accept = "text/*;q=0.3, text/plain;q=0.2, */*;q=0.9";
  expect(["text/plain", "text/html", "a/b"].map((type) => qualityOf(accept, type))).toEqual([0.2, 0.3, 0.9]);
});

test.each([
  ["", true],
  ["application/json", true],
  ["Application/JSON; Charset=UTF-8", true],
  ['application/json; charset="utf-8"', true],
  ["application/merge-patch+json", true],
  ["application/json; charset=latin1", false],
  ["application/jsonp", false],
  ["application/x-www-form-urlencoded", false],
  ["text/plain", false],
])("a body of %j is JSON: %s", (contentType, json) => {
  expect(isJsonType(contentType)).toBe(json);
});

test.each([
  ["application/x-ndjson", true],
  ["application/x-ndjson; charset=utf-8", true],
  ["application/x-ndjsonx", false],
  ["application/json", false],
])("a body of %j is a stream: %s", (contentType, stream) => {
  expect(isNdjsonType(contentType)).toBe(stream);
});
