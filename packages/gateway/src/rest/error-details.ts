import { createFileRegistry, createRegistry, fromJson, type Registry } from "@bufbuild/protobuf";
import { protoCamelCase } from "@bufbuild/protobuf/reflect";
import { FileDescriptorProtoSchema, file_google_protobuf_duration } from "@bufbuild/protobuf/wkt";

const field = (name: string, number: number, type: string) => ({
  name,
  number,
  jsonName: protoCamelCase(name),
  label: "LABEL_OPTIONAL",
  ...(type.startsWith(".") ? { type: "TYPE_MESSAGE", typeName: type } : { type: `TYPE_${type}` }),
});
const texts = (...names: string[]) => names.map((name, index) => field(name, index + 1, "STRING"));
const many = (name: string, number: number, type: string) => ({
  ...field(name, number, type),
  label: "LABEL_REPEATED",
});

/** A message that is a list of others. */
const listOf = (name: string, items: string, item: string, ...fields: ReturnType<typeof texts>) => ({
  name,
  field: [many(items, 1, `.google.rpc.${name}.${item}`)],
  nestedType: [{ name: item, field: fields }],
});

/** google/rpc/error_details.proto, with the fields of its first version. Services send them without having them in a contract. */
const file = createFileRegistry(
  fromJson(FileDescriptorProtoSchema, {
    name: "google/rpc/error_details.proto",
    package: "google.rpc",
    syntax: "proto3",
    dependency: [file_google_protobuf_duration.proto.name],
    messageType: [
      {
        name: "ErrorInfo",
        field: [...texts("reason", "domain"), many("metadata", 3, ".google.rpc.ErrorInfo.MetadataEntry")],
        nestedType: [{ name: "MetadataEntry", field: texts("key", "value"), options: { mapEntry: true } }],
      },
      { name: "RetryInfo", field: [field("retry_delay", 1, ".google.protobuf.Duration")] },
      { name: "DebugInfo", field: [many("stack_entries", 1, "STRING"), field("detail", 2, "STRING")] },
      listOf("QuotaFailure", "violations", "Violation", ...texts("subject", "description")),
      listOf("PreconditionFailure", "violations", "Violation", ...texts("type", "subject", "description")),
      listOf("BadRequest", "field_violations", "FieldViolation", ...texts("field", "description", "reason")),
      { name: "RequestInfo", field: texts("request_id", "serving_data") },
      { name: "ResourceInfo", field: texts("resource_type", "resource_name", "owner", "description") },
      listOf("Help", "links", "Link", ...texts("description", "url")),
      { name: "LocalizedMessage", field: texts("locale", "message") },
    ],
  }),
  () => file_google_protobuf_duration,
).getFile("google/rpc/error_details.proto");

/** The types of a registry and the standard details of errors; those of the registry count where it has them too. */
export function withErrorDetails(registry: Registry): Registry {
  return file === undefined ? registry : createRegistry(file, registry);
}
