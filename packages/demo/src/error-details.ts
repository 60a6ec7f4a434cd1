import type { MessageInitShape } from "@bufbuild/protobuf";
import { create, createFileRegistry, toJson } from "@bufbuild/protobuf";
import { protoCamelCase } from "@bufbuild/protobuf/reflect";
import {
  type FieldDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_duration,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import type { ConnectError } from "@connectrpc/connect";

/** One field that the service refuses. */
export interface FieldViolation {
  /** The path in the request, such as `portfolio.underlyings[0].volatility`. */
  field: string;
  /** What is wrong, for people. */
  description: string;
}

type Field = MessageInitShape<typeof FieldDescriptorProtoSchema>;

// Descriptors that no compiler has made lack the names of JSON, and without these all fields would have the same: none.
const named = (name: string, number: number) => ({ name, jsonName: protoCamelCase(name), number });
const text = (name: string, number: number): Field => ({
  ...named(name, number),
  type: Type.STRING,
  label: Label.OPTIONAL,
});
const nested = (name: string, number: number, typeName: string, label: Label): Field => ({
  ...named(name, number),
  type: Type.MESSAGE,
  typeName,
  label,
});

// The generated bindings hold only what the contracts import, and no contract imports error details: they travel in `Any`.
const registry = createFileRegistry(
  create(FileDescriptorSetSchema, {
    file: [
      file_google_protobuf_duration.proto,
      {
        name: "google/rpc/error_details.proto",
        package: "google.rpc",
        syntax: "proto3",
        dependency: ["google/protobuf/duration.proto"],
        messageType: [
          {
            name: "BadRequest",
            field: [nested("field_violations", 1, ".google.rpc.BadRequest.FieldViolation", Label.REPEATED)],
            nestedType: [{ name: "FieldViolation", field: [text("field", 1), text("description", 2)] }],
          },
          {
            name: "RetryInfo",
            field: [nested("retry_delay", 1, ".google.protobuf.Duration", Label.OPTIONAL)],
          },
        ],
      },
    ],
  }),
);

/** The fields that a BadRequest detail names; empty where there is none. */
export function fieldViolations(error: ConnectError): FieldViolation[] {
  return detailsOf(error, "google.rpc.BadRequest").flatMap((detail) =>
    listOf(detail.fieldViolations).map((violation) => ({
      field: String(violation.field ?? ""),
      description: String(violation.description ?? ""),
    })),
  );
}

/** When a RetryInfo detail asks to try again, in milliseconds; undefined where there is none. */
export function retryDelayMs(error: ConnectError): number | undefined {
  const delay = detailsOf(error, "google.rpc.RetryInfo")[0]?.retryDelay;
  // The JSON form of a duration: seconds with a fraction, then "s".
  return typeof delay === "string" ? Number.parseFloat(delay) * 1000 : undefined;
}

type Json = Record<string, unknown>;

function detailsOf(error: ConnectError, typeName: string): Json[] {
  const schema = registry.getMessage(typeName);
  if (schema === undefined) return [];
  return error.findDetails(schema).map((detail) => toJson(schema, detail) as Json);
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value : [];
}
