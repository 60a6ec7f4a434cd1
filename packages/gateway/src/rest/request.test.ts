import { describe, expect, test } from "vitest";
import { read, refused } from "../../test/support/read-request.ts";

describe("the comment of google.api.http", () => {
  test("the path sets a field, the query every other one, nested ones by their path", () => {
    expect(read({ target: "/v1/123456?revision=2&part.id=foo" })).toEqual({
      name: "123456",
      revision: "2",
      part: { id: "foo" },
    });
  });

  test("a resource name is captured with its literals", () => {
    expect(read({ http: { get: "/v1/{name=messages/*}" }, target: "/v1/messages/123456" })).toEqual({
      name: "messages/123456",
    });
  });

  test("a field is the body, and the rest is in path and query", () => {
    const http = { post: "/v1/{name}", body: "part" };
    expect(read({ http, target: "/v1/n?flag=true", body: '{"id":"Hi!"}' })).toEqual({
      name: "n",
      flag: true,
      part: { id: "Hi!" },
    });
  });

  test("everything is the body but what the path holds", () => {
    const http = { patch: "/v1/{name}", body: "*" };
    expect(read({ http, target: "/v1/n", body: '{"part":{"id":"Hi!"}}' })).toEqual({ name: "n", part: { id: "Hi!" } });
    expect(refused({ http, target: "/v1/n?flag=true" })).toEqual({
      flag: "is no parameter: everything that the path does not hold is in the body",
    });
  });

  test("additional bindings bind other fields", () => {
    const http = { get: "/v1/messages/{name}", additionalBindings: [{ get: "/v1/users/{part.id}/messages/{name}" }] };
    expect(read({ http, target: "/v1/messages/1" })).toEqual({ name: "1" });
    expect(read({ http, target: "/v1/users/me/messages/1" })).toEqual({ name: "1", part: { id: "me" } });
  });

  test("there is no body where none is declared", () => {
    expect(refused({ body: "{}" })).toEqual({ "": "this request takes no body" });
  });

  test("a repeated field is a JSON array in the body", () => {
    expect(read({ http: { put: "/v1/{name}", body: "tags" }, body: '["a","b"]' })).toEqual({
      name: "x",
      tags: ["a", "b"],
    });
  });
});

describe("a path sets", () => {
  test.each([
    ["{revision}", "9007199254740993", { revision: "9007199254740993" }],
    ["{color}", "COLOR_RED", { color: "COLOR_RED" }],
    ["{color}", "2", { color: "COLOR_BLUE" }],
    ["{flag}", "true", { flag: true }],
    ["{payload}", "_-8%3D", { payload: "/+8=" }],
    ["{part.inner.inner.id}", "a%2Fb", { part: { inner: { inner: { id: "a/b" } } } }],
    ["{left}", "l", { left: "l" }],
  ])("%s from %s", (template, segment, expected) => {
    expect(read({ http: { get: `/v1/${template}` }, target: `/v1/${segment}` })).toEqual(expected);
  });

  test("no field to what it cannot hold", () => {
    expect(refused({ http: { get: "/v1/{revision}" }, target: "/v1/x" })).toEqual({ revision: "must be an integer" });
  });
});

describe("a body", () => {
  const all = { post: "/v1/{name}", body: "*" };
  const part = { post: "/v1/{name}", body: "part" };

  test.each([
    [part, '{"id":1}', "part.id", "is refused: "],
    [part, '{"inner":{"inner":{"no":1}}}', "part.inner.inner.no", "is unknown: thing.v1.Part has no such field"],
    [part, '{"sizes":[1,"x"]}', "part.sizes", "is refused: "],
    [all, '{"parts":[{},{"size":"x"}]}', "parts[1].size", "is refused: "],
    [all, '{"byName":{"a":{"no":1}}}', "byName[a].no", "is unknown"],
    [all, '{"at":"x"}', "at", "is refused: "],
    [all, '{"part":[]}', "part", "is refused: "],
    [all, '{"flag":true,"flag":true}', "", 'duplicate object key "flag"'],
    [all, "[]", "", "is refused: "],
    [part, "7", "part", "is refused: "],
    [part, '{}, "flag": true', "", "the body is not JSON: "],
    [all, "{", "", "the body is not JSON: "],
    [all, new Uint8Array([0x22, 0xff, 0x22]), "", "the body is not UTF-8"],
    [all, '{"name":"y"}', "name", "has one value in the path and another one in the body"],
    [all, `{"no":"${"x".repeat(70_000)}"}`, "", 'key "no" is unknown'],
  ])("for %j is refused: %s", (http, body, field, reason) => {
    expect(refused({ http, body })).toEqual({ [field]: expect.stringContaining(reason) });
  });

  test("may repeat what the path holds", () => {
    expect(read({ http: all, body: '{"name":"x","flag":true}' })).toEqual({ name: "x", flag: true });
  });

  test("may be empty, and then says nothing", () => {
    expect(read({ http: all })).toEqual({ name: "x" });
    expect(read({ http: part, target: "/v1/x" })).toEqual({ name: "x" });
  });

  test("takes names of both forms, and numbers of 64 bits as text", () => {
    expect(read({ http: all, body: '{"for_how_long":"1s","revision":"9223372036854775807"}' })).toEqual({
      name: "x",
      forHowLong: "1s",
      revision: "9223372036854775807",
    });
  });

  test("of raw bytes goes as it came, with its type", () => {
    const http = { post: "/v1/{name}", body: "file" };
    const body = new Uint8Array([0xff, 0x00]);
    expect(read({ http, target: "/v1/x?flag=true", body, contentType: "image/png" })).toEqual({
      name: "x",
      flag: true,
      file: { contentType: "image/png", data: "/wA=" },
    });
    expect(
      read({ http: { post: "/up", body: "*" }, input: "google.api.HttpBody", target: "/up", body, contentType: "a/b" }),
    ).toEqual({ contentType: "a/b", data: "/wA=" });
  });
});

describe("the mask of a PATCH", () => {
  const http = { patch: "/v1/{part.id}", body: "part" };
  test.each([
    [
      "what the body has, down to single fields",
      http,
      '{"size":1,"inner":{"size":2,"sizes":[]}}',
      "size,inner.size,inner.sizes",
    ],
    ["a null as the field that it clears", http, '{"inner":null}', "inner"],
    ["an empty message as the whole of it", http, '{"inner":{}}', "inner"],
    ["nothing of what the path holds", http, '{"id":"x","size":1}', "size"],
    ["nothing for an empty body", http, "{}", undefined],
    ["nothing for another method", { put: "/v1/{part.id}", body: "part" }, '{"size":1}', undefined],
    ["nothing where everything is the body", { patch: "/v1/{part.id}", body: "*" }, '{"part":{"size":1}}', undefined],
  ])("is %s", (_, annotation, body, mask) => {
    expect((read({ http: annotation, body }) as { updateMask?: string }).updateMask).toBe(mask);
  });

  test("is the caller's own where there is one", () => {
    expect(read({ http, target: "/v1/x?updateMask=size", body: '{"inner":{"size":1}}' })).toMatchObject({
      updateMask: "size",
    });
    expect(read({ http, target: "/v1/x?updateMask=", body: '{"size":1}' })).toMatchObject({ updateMask: "" });
  });
});
