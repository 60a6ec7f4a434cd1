import { type DescMessage, fromBinary, type JsonValue, toBinary, toJson } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { type DescribedMethod, describeFile } from "../../test/support/described.ts";
import { withErrorDetails } from "./error-details.ts";
import { createMatcher } from "./match.ts";
import { createRequestReader } from "./request.ts";
import { readRestTable } from "./routes.ts";
import { statusJson } from "./status.ts";

const described = (method: Partial<DescribedMethod>) =>
  describeFile({
    enums: { Color: ["COLOR_UNSPECIFIED", "COLOR_RED", "COLOR_BLUE"] },
    messages: {
      Request: [
        "string name = 1",
        "int64 revision = 2",
        "Part part = 3",
        "repeated string tags = 4",
        "Color color = 5",
        "repeated Color colors = 6",
        "bool flag = 7",
        "double ratio = 8",
        "bytes payload = 9",
        "google.protobuf.Timestamp at = 10",
        "google.protobuf.Duration for_how_long = 11",
        "google.protobuf.FieldMask update_mask = 12",
        "google.protobuf.Int32Value limit = 13",
        "google.protobuf.Struct extra = 14",
        "google.protobuf.Value any_value = 15",
        "map<string, int32> counts = 16",
        "map<int32, Color> painted = 17",
        "oneof choice: string left = 18",
        "oneof choice: Part right = 19",
        "optional uint32 maybe = 20",
        "repeated Part parts = 21",
        "map<string, Part> by_name = 22",
        "repeated google.protobuf.Timestamp times = 23",
        "google.api.HttpBody file = 24",
        "google.protobuf.Empty nothing = 25",
        "google.protobuf.Any packed = 26",
      ],
      Part: ["string id = 1", "Part inner = 2", "int32 size = 3", "repeated int32 sizes = 4"],
    },
    methods: { Do: { input: "Request", output: "Request", ...method } },
  });

interface Ask {
  /** The annotation; defaults to a GET of /v1/{name}. */
  readonly http?: JsonValue;
  readonly input?: string;
  /** The target of the request. */
  readonly target?: string;
  readonly body?: string | Uint8Array;
  readonly contentType?: string;
}

/** The JSON of the request message, after it went over the wire. */
function read({ http = { get: "/v1/{name}" }, input, target = "/v1/x", body = "", contentType = "" }: Ask): JsonValue {
  const registry = described({ http, ...(input === undefined ? {} : { input }) });
  const table = readRestTable([...registry].filter((desc) => desc.kind === "service"));
  expect(table.problems).toEqual([]);
  const [path = "", query = ""] = target.split("?");
  const match = createMatcher(table.routes).match(table.routes[0]?.httpMethod ?? "", path);
  if (match.kind !== "found") throw new Error(match.kind);
  const reader = createRequestReader(match.route, { values: match.values, query, contentType }, registry);
  const message = reader(typeof body === "string" ? new TextEncoder().encode(body) : body);
  const desc: DescMessage = match.route.rpc.input;
  return toJson(desc, fromBinary(desc, toBinary(desc, message)), { registry });
}

/** What the caller is told is wrong, by field. */
function refused(ask: Ask): Record<string, string> {
  try {
    read(ask);
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    const details = error.details.map((detail) => detail as { type: string; value: Uint8Array });
    const status = statusJson({ ...error, message: error.rawMessage, details }, withErrorDetails(described({})));
    expect(status).toMatchObject({ code: 3, details: [{ "@type": "type.googleapis.com/google.rpc.BadRequest" }] });
    const [detail] = status.details as unknown as [{ fieldViolations: { field?: string; description: string }[] }];
    return Object.fromEntries(detail.fieldViolations.map(({ field = "", description }) => [field, description]));
  }
  throw new Error("was not refused");
}

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

describe("a query sets", () => {
  test.each([
    ["tags=a&tags=b", { tags: ["a", "b"] }],
    ["color=COLOR_RED", { color: "COLOR_RED" }],
    ["color=2", { color: "COLOR_BLUE" }],
    ["color=77", { color: 77 }],
    ["colors=1&colors=COLOR_BLUE", { colors: ["COLOR_RED", "COLOR_BLUE"] }],
    ["flag=true", { flag: true }],
    ["ratio=-1.5e3", { ratio: -1500 }],
    ["ratio=NaN", { ratio: "NaN" }],
    ["payload=%2B%2F8%3D", { payload: "+/8=" }],
    ["payload=+/8=", { payload: "+/8=" }],
    ["payload=-_8", { payload: "+/8=" }],
    ["at=2026-01-02T03:04:05.5Z", { at: "2026-01-02T03:04:05.500Z" }],
    ["at=2026-01-02T03:04:05+01:00", { at: "2026-01-02T02:04:05Z" }],
    ["times=2026-01-02T03:04:05Z", { times: ["2026-01-02T03:04:05Z"] }],
    ["forHowLong=1.5s", { forHowLong: "1.500s" }],
    ["for_how_long=-3s", { forHowLong: "-3s" }],
    ["update_mask=part.id,tags", { updateMask: "part.id,tags" }],
    ["updateMask=forHowLong,any_value", { updateMask: "forHowLong,anyValue" }],
    ["limit=0", { limit: 0 }],
    ["extra=%7B%22a%22%3A%5B1%5D%7D", { extra: { a: [1] } }],
    ["any_value=%22x%22", { anyValue: "x" }],
    ["any_value=null", { anyValue: null }],
    ["counts[a]=1&counts[b.c%5D]=2", { counts: { a: 1, "b.c]": 2 } }],
    ["counts%5B__proto__%5D=1", { counts: JSON.parse('{"__proto__":1}') }],
    ["painted[7]=COLOR_RED", { painted: { 7: "COLOR_RED" } }],
    ["left=l", { left: "l" }],
    ["right.id=r&right.size=1", { right: { id: "r", size: 1 } }],
    ["maybe=0", { maybe: 0 }],
    ["part.sizes=1&part.inner.sizes=2&part.sizes=3", { part: { sizes: [1, 3], inner: { sizes: [2] } } }],
    ["part.id=a+b%20c", { part: { id: "a b c" } }],
    ["part.id", { part: {} }],
    ["&&flag=false&", {}],
    [
      "packed=%7B%22%40type%22%3A%22type.googleapis.com/thing.v1.Part%22%2C%22id%22%3A%22x%22%7D",
      { packed: { "@type": "type.googleapis.com/thing.v1.Part", id: "x" } },
    ],
  ])("%s", (query, expected) => {
    expect(read({ target: `/v1/x?${query}` })).toEqual({ name: "x", ...expected });
  });

  test.each([
    ["nmae=x", "nmae", 'is unknown: thing.v1.Request has no field "nmae"'],
    ["part.no=x", "part.no", 'is unknown: thing.v1.Part has no field "no"'],
    ["part=x", "part", "is a thing.v1.Part: name its fields one by one"],
    ["part..id=x", "part..id", 'is unknown: thing.v1.Part has no field ""'],
    ["tags.x=1", "tags.x", "goes into tags (repeated), which has no fields to name"],
    ["at.seconds=1", "at.seconds", "goes into at (google.protobuf.Timestamp), which has no fields to name"],
    ["name=y", "name", "is in the path already"],
    ["flag=true&flag=true", "flag", "is given twice"],
    ["forHowLong=1s&for_how_long=1s", "for_how_long", "is given twice"],
    ["counts[a]=1&counts[a]=2", "counts[a]", "is given twice"],
    ["counts=1", "counts", "needs a key: counts[key]=value"],
    ["counts[a=1", "counts[a", "needs a key"],
    ["flag[a]=true", "flag[a]", "takes no key"],
    ["parts=x", "parts", "cannot be given in the query: it is a list of messages"],
    ["by_name[x]=x", "by_name[x]", "cannot be given in the query: it is a map of messages"],
    ["nothing=", "nothing", "is a google.protobuf.Empty"],
    ["flag=yes", "flag", 'must be "true" or "false"'],
    ["flag", "flag", 'must be "true" or "false"'],
    ["revision=1.5", "revision", "must be an integer"],
    ["revision=0x10", "revision", "must be an integer"],
    ["revision=", "revision", "must be an integer"],
    ["revision=9223372036854775808", "revision", "is refused: "],
    ["maybe=-1", "maybe", "is refused: "],
    ["ratio=0x1", "ratio", "must be a number"],
    ["color=RED", "color", "must be one of COLOR_UNSPECIFIED, COLOR_RED, COLOR_BLUE, or a number"],
    ["payload=*", "payload", "must be base64"],
    ["at=yesterday", "at", "is refused: "],
    ["for_how_long=1sec", "for_how_long", "must be a number of seconds"],
    ["extra={", "extra", "must be JSON"],
    ["extra=1", "extra", "is refused: "],
    ["painted[x]=1", "painted[x]", "is refused: "],
    ["left=l&right.id=r", "right.id", "cannot be given together with left: only one of choice may be set"],
    ["x=%FF", "", "the query has malformed percent-encoding"],
    [`${"part.".repeat(101)}id=1`, `${"part.".repeat(101)}id`, "leads too deep"],
  ])("nothing by %s", (query, field, reason) => {
    expect(refused({ target: `/v1/x?${query}` })).toEqual({ [field]: expect.stringContaining(reason) });
  });

  test("nothing that the body holds", () => {
    const http = { post: "/v1/{name}", body: "part" };
    expect(refused({ http, target: "/v1/x?part.id=1" })).toEqual({ "part.id": "is in the body" });
  });

  test("nothing when several are wrong, and each is named", () => {
    expect(refused({ target: "/v1/x?a=1&b=1" })).toEqual({
      a: expect.stringContaining("is unknown"),
      b: expect.stringContaining("is unknown"),
    });
    expect(Object.keys(refused({ target: "/v1/x?flag=1&revision=x" }))).toEqual(["flag", "revision"]);
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
