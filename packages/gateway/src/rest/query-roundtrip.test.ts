import { equals, fromBinary, fromJson, type JsonObject, type JsonValue, toBinary } from "@bufbuild/protobuf";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { describeFile, messageOf } from "../../test/support/described.ts";
import { createRequestReader } from "./request.ts";
import { readRestTable } from "./routes.ts";

const registry = describeFile({
  enums: { Color: ["COLOR_UNSPECIFIED", "COLOR_RED"] },
  messages: {
    Search: [
      "string text_value = 1",
      "optional int64 number_value = 2",
      "bool bool_value = 3",
      "optional double ratio = 4",
      "bytes payload = 5",
      "Color color = 6",
      "repeated string words = 7",
      "map<string, string> labels = 8",
      "map<bool, int32> switches = 9",
      "Search inner = 10",
      "google.protobuf.StringValue wrapped = 11",
      "google.protobuf.Timestamp at = 12",
      "google.protobuf.Struct extra = 13",
      "google.protobuf.FieldMask mask = 14",
    ],
  },
  methods: { Search: { input: "Search", output: "Search", http: { get: "/search" } } },
});
const desc = messageOf(registry, "Search");
const [route] = readRestTable([...registry].filter((found) => found.kind === "service")).routes;

const text = fc.string({ unit: "grapheme", maxLength: 6 });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const dictionary = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(text, value), { maxLength: 3 }).map(Object.fromEntries);
const moment = fc.date({ min: new Date("0001-01-02"), max: new Date("9999-12-30"), noInvalidDate: true });

/** The JSON form of a message; `undefined` where a field is not set. */
const search = fc.letrec<{ message: JsonObject }>((tie) => ({
  message: fc
    .record({
      textValue: text,
      numberValue: optional(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
      boolValue: fc.boolean(),
      ratio: optional(fc.double({ noDefaultInfinity: true, noNaN: true })),
      payload: fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString("base64")),
      color: fc.constantFrom("COLOR_UNSPECIFIED", "COLOR_RED", 7),
      words: fc.array(text, { maxLength: 3 }),
      labels: dictionary(text),
      switches: fc.record({ true: int32, false: int32 }, { requiredKeys: [] }),
      inner: fc.option(tie("message"), { nil: undefined, maxDepth: 3 }),
      wrapped: optional(text),
      at: optional(moment.map((date) => date.toISOString())),
      extra: optional(dictionary(fc.oneof(text, fc.boolean(), int32))),
      mask: optional(fc.array(fc.constantFrom("a", "bC", "bC.dE"), { minLength: 1 }).map((paths) => paths.join(","))),
    })
    .map((message): JsonObject => {
      const set = Object.entries(message).filter(([, value]) => value !== undefined);
      // A message that is set and has nothing in it leaves no trace in a query.
      return Object.fromEntries(set.filter(([name]) => name !== "inner" || leavesTrace(message.inner))) as JsonObject;
    }),
})).message;

function leavesTrace(message: JsonObject | undefined): boolean {
  return message !== undefined && parametersOf(message, "").length > 0;
}

/** What a client makes of a message: a parameter for each field. */
function parametersOf(message: JsonObject, prefix: string): [string, string][] {
  return Object.entries(message).flatMap(([name, value]): [string, string][] => {
    const at = prefix + name;
    if (name === "inner") return parametersOf(value as JsonObject, `${at}.`);
    if (name === "extra") return [[at, JSON.stringify(value)]];
    if (Array.isArray(value)) return value.map((item): [string, string] => [at, String(item)]);
    if (typeof value !== "object" || value === null) return [[at, String(value)]];
    return Object.entries(value).map(([key, item]) => [`${at}[${key}]`, String(item)]);
  });
}

const encoders: readonly ((parameters: [string, string][]) => string)[] = [
  (parameters) => new URLSearchParams(parameters).toString(),
  (parameters) => parameters.map((pair) => pair.map(encodeURIComponent).join("=")).join("&"),
];

test("a message that a client writes as a query arrives as it was", () => {
  if (route === undefined) throw new Error("no route");
  fc.assert(
    fc.property(search, fc.constantFrom(...encoders), (json, encode) => {
      const reader = createRequestReader(
        route,
        { values: [], query: encode(parametersOf(json, "")), contentType: "" },
        registry,
      );
      const message = reader(new Uint8Array());
      const expected = fromJson(desc, json as JsonValue, { registry });
      const arrived = fromBinary(desc, toBinary(desc, message));
      expect(equals(desc, arrived, expected)).toBe(true);
    }),
  );
});
