import { type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import type { Schema } from "./json.ts";

/** How protobuf's JSON writes a scalar. Integers of 64 bits are text, because JavaScript's numbers do not hold them. */
export function scalarSchema(scalar: ScalarType): Schema {
  switch (scalar) {
    case ScalarType.STRING:
      return { type: "string" };
    case ScalarType.BYTES:
      return { type: "string", contentEncoding: "base64" };
    case ScalarType.BOOL:
      return { type: "boolean" };
    case ScalarType.DOUBLE:
      return { type: "number", format: "double" };
    case ScalarType.FLOAT:
      return { type: "number", format: "float" };
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return { type: "integer", format: "int32" };
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return { type: "integer", format: "uint32", minimum: 0 };
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return { type: "string", format: "int64", pattern: "^-?[0-9]+$", examples: ["1"] };
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return { type: "string", format: "uint64", pattern: "^[0-9]+$", examples: ["1"] };
  }
}

/** The schema of a message that JSON has a form of its own for; undefined for every other. */
export function wellKnownSchema(message: DescMessage): Schema | undefined {
  const wrapped = isWrapperDesc(message) ? message.fields[0]?.scalar : undefined;
  if (wrapped !== undefined) {
    const { type, ...rest } = scalarSchema(wrapped);
    return { type: [type as string, "null"], ...rest };
  }
  return wellKnown[message.typeName];
}

const wellKnown: Readonly<Record<string, Schema>> = {
  "google.protobuf.Any": {
    type: "object",
    properties: { "@type": { type: "string", description: "Names the type of the other properties." } },
  },
  "google.protobuf.Duration": { type: "string", pattern: "^-?[0-9]+(\\.[0-9]{1,9})?s$", examples: ["1.5s"] },
  "google.protobuf.FieldMask": { type: "string", description: "Names of fields, separated by commas." },
  "google.protobuf.ListValue": { type: "array", items: {} },
  "google.protobuf.Struct": { type: "object" },
  "google.protobuf.Timestamp": { type: "string", format: "date-time" },
  "google.protobuf.Value": {},
};
