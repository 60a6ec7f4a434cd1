import { expect, test } from "vitest";
import type { Fields } from "../upstream/connection.ts";
import { answerCacheable, entityTag, hasAlready } from "./cacheable.ts";
import type { Exchange } from "./exchange.ts";

const body = Buffer.from("{}");
const tag = entityTag(body);
const cacheFields = ["cache-control", "private, no-cache", "vary", "accept-encoding"];

function answered(fields: Fields, ifNoneMatch?: string) {
  const given: { status?: number; fields?: Fields; body?: Uint8Array } = {};
  const exchange = {
    headers: { "if-none-match": ifNoneMatch },
    answer: (status: number, sent: Fields, bytes?: Uint8Array) =>
      Object.assign(given, { status, fields: sent, ...(bytes && { body: bytes }) }),
  };
  answerCacheable(exchange as unknown as Exchange, fields, body, cacheFields);
  return given;
}

test("bytes have the same tag each time, and others another", () => {
  expect(tag).toMatch(/^"[\w-]{22}"$/);
  expect(entityTag(Buffer.from("{}"))).toBe(tag);
  expect(entityTag(Buffer.from("{ }"))).not.toBe(tag);
});

test.each([
  [tag, true],
  [`W/${tag}`, true],
  [`"other" , ${tag}`, true],
  ["*", true],
  ['"other"', false],
  [tag.slice(1, -1), false],
  [undefined, false],
])("who has %s already has it: %s", (ifNoneMatch, expected) => {
  expect(hasAlready(ifNoneMatch, tag)).toBe(expected);
});

test("an answer says how it may be kept", () => {
  const fields = ["content-type", "application/json", "x-own", "1"];
  expect(answered(fields)).toEqual({ status: 200, fields: [...fields, "etag", tag, ...cacheFields], body });
  expect(answered(fields, '"other"').status).toBe(200);
});

test("one that the client has is not sent again, nor what only describes it", () => {
  const fields = ["content-type", "application/json", "x-own", "1", "vary", "x-tenant"];
  expect(answered(fields, tag)).toEqual({ status: 304, fields: ["vary", "x-tenant", "etag", tag, ...cacheFields] });
});

test("what an upstream says of keeping stands, but for a tag that is not of these bytes", () => {
  const fields = ["etag", '"its own"', "cache-control", "no-store"];
  const sent = ["cache-control", "no-store", "etag", tag, "vary", "accept-encoding"];
  expect(answered(fields)).toMatchObject({ status: 200, fields: sent });
  expect(answered(fields, tag)).toEqual({ status: 304, fields: sent });
});
