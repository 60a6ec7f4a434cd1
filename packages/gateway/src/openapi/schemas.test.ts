import type { JsonObject } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { type Described, describeFile, messageOf } from "../../test/support/described.ts";
import { createSchemas } from "./schemas.ts";

const enums = { Color: ["COLOR_UNSPECIFIED", "COLOR_RED", "COLOR_BLUE"] };

/** The schema of the first message. */
function schemaOf(messages: Described["messages"]): JsonObject {
  const schemas = createSchemas();
  schemas.message(messageOf(describeFile({ enums, messages }), Object.keys(messages)[0] ?? ""));
  return schemas.components()[`thing.v1.${Object.keys(messages)[0]}`] as JsonObject;
}

/** The schema of one field, with rules of protovalidate or other options. */
function fieldOf(line: string, rules?: JsonObject, options: JsonObject = {}): JsonObject {
  const all = rules === undefined ? options : { ...options, "[buf.validate.field]": rules };
  const { properties } = schemaOf({ Thing: [[line, all]], Part: ["string id = 1"] });
  return Object.values(properties as JsonObject)[0] as JsonObject;
}

describe("a field has the form of protobuf's JSON", () => {
  test.each([
    ["string f = 1", { type: "string" }],
    ["bytes f = 1", { type: "string", contentEncoding: "base64" }],
    ["bool f = 1", { type: "boolean" }],
    ["double f = 1", { type: "number", format: "double" }],
    ["float f = 1", { type: "number", format: "float" }],
    ["sint32 f = 1", { type: "integer", format: "int32" }],
    ["fixed32 f = 1", { type: "integer", format: "uint32", minimum: 0 }],
    ["sfixed64 f = 1", { type: "string", format: "int64", pattern: "^-?[0-9]+$", examples: ["1"] }],
    ["uint64 f = 1", { type: "string", format: "uint64", pattern: "^[0-9]+$", examples: ["1"] }],
    ["Color f = 1", { $ref: "#/components/schemas/thing.v1.Color" }],
    ["Part f = 1", { $ref: "#/components/schemas/thing.v1.Part" }],
    ["repeated Part f = 1", { type: "array", items: { $ref: "#/components/schemas/thing.v1.Part" } }],
    [
      "map<string, Part> f = 1",
      { type: "object", additionalProperties: { $ref: "#/components/schemas/thing.v1.Part" } },
    ],
    [
      "map<bool, bool> f = 1",
      { type: "object", additionalProperties: { type: "boolean" }, propertyNames: { enum: ["true", "false"] } },
    ],
    [
      "map<int32, bool> f = 1",
      { type: "object", additionalProperties: { type: "boolean" }, propertyNames: { pattern: "^-?[0-9]+$" } },
    ],
    ["google.protobuf.Timestamp f = 1", { type: "string", format: "date-time" }],
    ["google.protobuf.Duration f = 1", { type: "string", pattern: "^-?[0-9]+(\\.[0-9]{1,9})?s$", examples: ["1.5s"] }],
    [
      "google.protobuf.Int64Value f = 1",
      { type: ["string", "null"], format: "int64", pattern: "^-?[0-9]+$", examples: ["1"] },
    ],
    ["google.protobuf.Value f = 1", {}],
    ["google.protobuf.ListValue f = 1", { type: "array", items: {} }],
    ["google.protobuf.NullValue f = 1", { type: "null" }],
    ["google.protobuf.Empty f = 1", { $ref: "#/components/schemas/google.protobuf.Empty" }],
  ])("%s", (line, schema) => {
    expect(fieldOf(line)).toEqual(schema);
  });
});

describe("rules of protovalidate are keywords", () => {
  test.each<[string, JsonObject, JsonObject]>([
    [
      "string f = 1",
      { string: { minLen: 1, maxLen: 64, pattern: "^[a-z]+$" } },
      { minLength: 1, maxLength: 64, pattern: "^[a-z]+$" },
    ],
    ["string f = 1", { string: { len: 3 } }, { minLength: 3, maxLength: 3 }],
    ["string f = 1", { string: { minBytes: 5, maxBytes: 8 } }, { minLength: 2, maxLength: 8 }],
    ["string f = 1", { string: { pattern: "\\Aa" } }, { description: "Must match `\\Aa`." }],
    [
      "string f = 1",
      { string: { prefix: "a.", suffix: "b", contains: "c" } },
      { pattern: "^a\\.", allOf: [{ pattern: "b$" }, { pattern: "c" }] },
    ],
    ["string f = 1", { string: { notContains: "a|b" } }, { not: { pattern: "a\\|b" } }],
    ["string f = 1", { string: { const: "a" } }, { const: "a" }],
    ["string f = 1", { string: { in: ["a", "b"] } }, { enum: ["a", "b"] }],
    ["string f = 1", { string: { notIn: ["a"] } }, { not: { enum: ["a"] } }],
    ["string f = 1", { string: { email: true } }, { format: "email" }],
    ["string f = 1", { string: { email: false } }, {}],
    ["string f = 1", { string: { uuid: true } }, { format: "uuid" }],
    ["string f = 1", { string: { uri: true } }, { format: "uri" }],
    ["string f = 1", { string: { uriRef: true } }, { format: "uri-reference" }],
    ["string f = 1", { string: { ip: true } }, { anyOf: [{ format: "ipv4" }, { format: "ipv6" }] }],
    ["bytes f = 1", { bytes: { minLen: 1, maxLen: 4 } }, { minLength: 2, maxLength: 8 }],
    ["bytes f = 1", { bytes: { const: "/+8=" } }, { const: "/+8=" }],
    ["bool f = 1", { bool: { const: true } }, { const: true }],
    ["double f = 1", { double: { gt: 0, lte: 5 } }, { exclusiveMinimum: 0, maximum: 5 }],
    ["int32 f = 1", { int32: { gte: -1, lt: 5 } }, { minimum: -1, exclusiveMaximum: 5 }],
    ["int32 f = 1", { int32: { gt: 5, lt: 1 } }, { anyOf: [{ exclusiveMaximum: 1 }, { exclusiveMinimum: 5 }] }],
    ["uint32 f = 1", { uint32: { in: [1, 2] } }, { enum: [1, 2] }],
    ["float f = 1", { float: { const: 1 } }, { const: 1 }],
    [
      "uint64 f = 1",
      { uint64: { gt: "1", lte: "1000000000000" } },
      { description: "Must be more than 1 and at most 1000000000000." },
    ],
    ["int64 f = 1", { int64: { in: ["1", "2"] } }, { enum: ["1", "2"] }],
    [
      "google.protobuf.Duration f = 1",
      { duration: { gte: "1.5s", notIn: ["2s"] } },
      { description: "Must be at least 1.500s.", not: { enum: ["2s"] } },
    ],
    ["google.protobuf.Timestamp f = 1", { timestamp: { ltNow: true } }, {}],
    [
      "google.protobuf.Timestamp f = 1",
      { timestamp: { gt: "2026-01-01T00:00:00Z" } },
      { description: "Must be more than 2026-01-01T00:00:00Z." },
    ],
    ["Color f = 1", { enum: { definedOnly: true, in: [1, 2] } }, { enum: ["COLOR_RED", "COLOR_BLUE"] }],
    ["Color f = 1", { enum: { notIn: [0] } }, { not: { enum: ["COLOR_UNSPECIFIED"] } }],
    ["Color f = 1", { enum: { const: 1 } }, { const: "COLOR_RED" }],
    [
      "repeated string f = 1",
      { repeated: { minItems: 1, maxItems: 2, unique: true } },
      { minItems: 1, maxItems: 2, uniqueItems: true },
    ],
    [
      "repeated string f = 1",
      { repeated: { items: { string: { maxLen: 3 } } } },
      { items: { type: "string", maxLength: 3 } },
    ],
    ["repeated string f = 1", { required: true }, { minItems: 1 }],
    ["map<string, int32> f = 1", { map: { minPairs: 1, maxPairs: 9 } }, { minProperties: 1, maxProperties: 9 }],
    [
      "map<string, int32> f = 1",
      { map: { keys: { string: { minLen: 1 } }, values: { int32: { gt: 0 } } } },
      {
        propertyNames: { minLength: 1 },
        additionalProperties: { type: "integer", format: "int32", exclusiveMinimum: 0 },
      },
    ],
    ["string f = 1", { required: true }, { minLength: 1 }],
    ["string f = 1", { required: true, string: { minLen: 3 } }, { minLength: 3 }],
    ["string f = 1", { ignore: "IGNORE_ALWAYS", string: { minLen: 3 } }, {}],
    ["string f = 1", { cel: [{ id: "x", message: "must rhyme", expression: "true" }] }, { description: "must rhyme." }],
  ])("%s with %j", (line, rules, keywords) => {
    expect(fieldOf(line, rules)).toEqual({ ...fieldOf(line), ...keywords });
  });
});

test("behaviour is said", () => {
  const behavior = (...behaviors: string[]) =>
    fieldOf("string f = 1", undefined, { "[google.api.field_behavior]": behaviors });
  expect(behavior("OUTPUT_ONLY")).toEqual({ type: "string", readOnly: true });
  expect(behavior("INPUT_ONLY")).toEqual({ type: "string", writeOnly: true });
  expect(fieldOf("string f = 1", undefined, { deprecated: true })).toEqual({ type: "string", deprecated: true });
});

test("what is required is required", () => {
  const { required } = schemaOf({
    Thing: [
      ["string some_name = 1", { "[google.api.field_behavior]": ["REQUIRED"] }],
      ["Part part = 2", { "[buf.validate.field]": { required: true } }],
      "string other = 3",
    ],
    Part: [],
  });
  expect(required).toEqual(["someName", "part"]);
});

test("of a oneof one field is set at most, and an optional field is no oneof", () => {
  const schema = schemaOf({
    Thing: ["oneof choice: string left = 1", "oneof choice: string right = 2", "optional string free = 3"],
  });
  const each = [{ required: ["left"] }, { required: ["right"] }];
  expect(schema.allOf).toEqual([{ oneOf: [...each, { not: { anyOf: each } }] }]);
});

test("a message may contain itself", () => {
  const schemas = createSchemas();
  const registry = describeFile({
    messages: { Tree: ["repeated Tree branches = 1", "map<string, Leaf> leaves = 2"], Leaf: ["Tree tree = 1"] },
  });
  expect(schemas.message(messageOf(registry, "Tree"))).toEqual({ $ref: "#/components/schemas/thing.v1.Tree" });
  expect(Object.keys(schemas.components())).toEqual(["thing.v1.Leaf", "thing.v1.Tree"]);
});
