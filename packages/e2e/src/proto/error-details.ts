import { create, createFileRegistry, toJson } from "@bufbuild/protobuf";
import {
  FileDescriptorSetSchema,
  file_google_protobuf_duration,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import type { ConnectError } from "@connectrpc/connect";
import { fileOf } from "./table.ts";

const rpc = "google.rpc";

/** With the numbers of `google/rpc/error_details.proto`. */
const registry = createFileRegistry(
  create(FileDescriptorSetSchema, {
    file: [
      file_google_protobuf_duration.proto,
      {
        ...fileOf(rpc, {
          FieldViolation: [
            ["field", 1, Type.STRING],
            ["description", 2, Type.STRING],
          ],
          BadRequest: [["field_violations", 1, `${rpc}.FieldViolation`, "repeated"]],
          ErrorInfo: [
            ["reason", 1, Type.STRING],
            ["domain", 2, Type.STRING],
          ],
          RetryInfo: [["retry_delay", 1, "google.protobuf.Duration"]],
        }),
        dependency: [file_google_protobuf_duration.proto.name],
      },
    ],
  }),
);

/** The details of an error that a test looks at. */
export interface ErrorDetails {
  /** The fields that BadRequest names. */
  readonly fields: readonly string[];
  /** The reason that ErrorInfo gives. */
  readonly reason: string | undefined;
  /** The delay of RetryInfo, in JSON such as `1.500s`. */
  readonly retryDelay: string | undefined;
}

/** Reads the standard details that an error carries. */
export function detailsOf(error: ConnectError): ErrorDetails {
  return {
    fields: find<{ fieldViolations?: { field?: string }[] }>(error, "BadRequest").flatMap(({ fieldViolations = [] }) =>
      fieldViolations.map(({ field }) => field ?? ""),
    ),
    reason: find<{ reason?: string }>(error, "ErrorInfo")[0]?.reason,
    retryDelay: find<{ retryDelay?: string }>(error, "RetryInfo")[0]?.retryDelay,
  };
}

function find<T>(error: ConnectError, name: string): T[] {
  const schema = registry.getMessage(`${rpc}.${name}`);
  if (schema === undefined) throw new Error(`${name} is not in the schema above`);
  return error.findDetails(schema).map((detail) => toJson(schema, detail) as T);
}
