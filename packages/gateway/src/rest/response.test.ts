import { create, fromBinary, fromJson, type JsonObject, type JsonValue, type Message } from "@bufbuild/protobuf";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import { describeFile, messageOf } from "../../test/support/described.ts";
import { answersRawBody, jsonAnswer, rawAnswer } from "./response.ts";
import { type RestRoute, readRestTable } from "./routes.ts";

const setup = (responseBody = "", output = "Answer") => {
  const registry = describeFile({
    enums: { Color: ["COLOR_UNSPECIFIED", "COLOR_RED"] },
    messages: {
      Answer: [
        "string name = 1",
        "int64 size = 2",
        "repeated Answer items = 3",
        "map<string, string> labels = 4",
        "Color color = 5",
        "optional bool maybe = 6",
        "google.protobuf.Timestamp at = 7",
        "google.protobuf.Any packed = 8",
        "google.rpc.Status status = 9",
        "google.api.HttpBody file = 10",
        "map<string, google.protobuf.Any> by_name = 11",
        "Answer inner = 12",
        "oneof choice: string left = 13",
        "bytes payload = 14",
      ],
    },
    methods: { Get: { input: "Answer", output, http: { get: "/v1/answer", responseBody } } },
  });
  const [route] = readRestTable([...registry].filter((desc) => desc.kind === "service")).routes;
  return { registry, route: route as RestRoute, desc: messageOf(registry, output.includes(".") ? output : "Answer") };
};

const answer = (json: JsonValue, responseBody?: string): unknown => {
  const { registry, route, desc } = setup(responseBody);
  return JSON.parse(jsonAnswer(route, fromJson(desc, json, { registry }), registry));
};

test("a message is answered in the JSON of protobuf, numbers of 64 bits as text", () => {
  const json = { name: "x", size: "9007199254740993", color: "COLOR_RED", payload: "/+8=", maybe: false };
  expect(answer(json)).toEqual(json);
  expect(answer({})).toEqual({});
});

describe("one field is answered alone", () => {
  test.each([
    ["items", { items: [{ name: "a" }, {}] }, [{ name: "a" }, {}]],
    ["items", {}, []],
    ["labels", { labels: { a: "b" } }, { a: "b" }],
    ["labels", {}, {}],
    ["inner", { inner: { size: 1 } }, { size: "1" }],
    ["inner", {}, {}],
    ["name", { name: "x" }, "x"],
    ["name", {}, ""],
    ["size", {}, "0"],
    ["color", {}, "COLOR_UNSPECIFIED"],
    ["maybe", { maybe: false }, false],
    ["maybe", {}, null],
    ["left", { left: "" }, ""],
    ["left", {}, null],
    ["at", { at: "2026-01-02T03:04:05Z" }, "2026-01-02T03:04:05Z"],
    ["at", {}, null],
  ])("%s of %j", (field, json, expected) => {
    expect(answer(json, field)).toEqual(expected);
  });
});

describe("a type that is not described", () => {
  const typeUrl = "type.googleapis.com/some.v1.Unknown";
  const packed = { typeUrl, value: Uint8Array.of(0xff, 0xef) };
  const shown = { "@type": typeUrl, value: "/+8=" };

  test.each<[string, JsonObject, JsonObject]>([
    ["in a field", { packed: {} }, { packed: shown }],
    ["in a status", { status: { code: 5, details: [{}] } }, { status: { code: 5, details: [shown] } }],
    ["in a map of a message in a list", { items: [{ byName: { a: {} } }] }, { items: [{ byName: { a: shown } }] }],
  ])("%s comes as its bytes", (_, json, expected) => {
    const { registry, route, desc } = setup();
    const message = fromJson(desc, json, { registry });
    fill(message);
    expect(JSON.parse(jsonAnswer(route, message, registry))).toEqual(expected);
  });

  test("in a described one that is packed itself comes as its bytes", () => {
    const { registry, route, desc } = setup();
    // Answer{packed: Any{type_url, value: 0xff}} inside another Any.
    const any = [...Buffer.from([0x0a, typeUrl.length]), ...Buffer.from(typeUrl), 0x12, 0x01, 0xff];
    const inner = { typeUrl: "type.googleapis.com/thing.v1.Answer", value: Uint8Array.of(0x42, any.length, ...any) };
    const message = create(desc, { packed: create(AnySchema, inner) });
    expect(JSON.parse(jsonAnswer(route, message, registry))).toEqual({
      packed: { "@type": inner.typeUrl, packed: { "@type": typeUrl, value: "/w==" } },
    });
  });

  test("does not hide what else is wrong with an answer", () => {
    const { registry, route, desc } = setup();
    const message = fromBinary(desc, Uint8Array.of(0x3a, 0x02, 0x10, 0xff, 0x01));
    (message as unknown as { at: { seconds: bigint } }).at.seconds = 10n ** 15n;
    expect(() => jsonAnswer(route, message, registry)).toThrow("google.protobuf.Timestamp");
  });

  function fill(message: object): void {
    for (const value of Object.values(message)) if (typeof value === "object" && value !== null) fill(value);
    if ((message as Message).$typeName === "google.protobuf.Any") Object.assign(message, packed);
  }
});

describe("a raw body", () => {
  const raw = { contentType: "image/png", data: "/wA=" };
  const bytes = { contentType: "image/png", data: Uint8Array.of(0xff, 0) };

  test("is answered as it is, whole or as a field", () => {
    const whole = setup("", "google.api.HttpBody");
    expect(answersRawBody(whole.route)).toBe(true);
    expect(rawAnswer(whole.route, fromJson(whole.desc, raw))).toEqual(bytes);
    const field = setup("file");
    expect(answersRawBody(field.route)).toBe(true);
    expect(rawAnswer(field.route, fromJson(field.desc, { file: raw }))).toEqual(bytes);
  });

  test("without a type, or not set, is plain bytes", () => {
    const { route, desc } = setup("file");
    expect(rawAnswer(route, create(desc))).toEqual({
      contentType: "application/octet-stream",
      data: new Uint8Array(),
    });
  });

  test("is nothing else", () => {
    expect(answersRawBody(setup().route)).toBe(false);
    expect(answersRawBody(setup("inner").route)).toBe(false);
  });
});
