import {
  createFileRegistry,
  createRegistry,
  type DescFile,
  type DescMessage,
  type DescMethod,
  type FileRegistry,
  fromJson,
  type JsonObject,
  type JsonValue,
} from "@bufbuild/protobuf";
import { protoCamelCase } from "@bufbuild/protobuf/reflect";
import * as wkt from "@bufbuild/protobuf/wkt";
import { file_buf_validate_validate } from "@workspace/proto/buf/validate/validate_pb";
import { file_gateway_v1_access } from "@workspace/proto/gateway/v1/access_pb";
import { file_google_api_annotations } from "@workspace/proto/google/api/annotations_pb";
import { file_google_api_field_behavior } from "@workspace/proto/google/api/field_behavior_pb";
import { file_google_rpc_status } from "@workspace/proto/google/rpc/status_pb";

/**
 * A field as a line of a proto file (`repeated string names = 1`, `map<string, int32> counts = 2`), with `oneof NAME:` in front where it
 * is part of one, and its options.
 */
export type FieldLine = string | readonly [string, JsonObject];

/** A proto file, in short. */
export interface Described {
  readonly package?: string;
  readonly enums?: Readonly<Record<string, readonly string[]>>;
  readonly messages: Readonly<Record<string, readonly FieldLine[]>>;
  readonly methods?: Readonly<Record<string, DescribedMethod>>;
  readonly sourceCodeInfo?: JsonValue;
}

export interface DescribedMethod {
  readonly input: string;
  readonly output: string;
  readonly clientStreaming?: boolean;
  readonly serverStreaming?: boolean;
  readonly http?: JsonValue;
  readonly options?: JsonObject;
}

const httpBody = createFileRegistry(
  fromJson(wkt.FileDescriptorProtoSchema, {
    name: "google/api/httpbody.proto",
    package: "google.api",
    syntax: "proto3",
    messageType: [
      {
        name: "HttpBody",
        field: [
          { name: "content_type", jsonName: "contentType", number: 1, type: "TYPE_STRING", label: "LABEL_OPTIONAL" },
          { name: "data", jsonName: "data", number: 2, type: "TYPE_BYTES", label: "LABEL_OPTIONAL" },
        ],
      },
    ],
  }),
  () => undefined,
).getFile("google/api/httpbody.proto") as DescFile;

const imports = [
  wkt.file_google_protobuf_any,
  wkt.file_google_protobuf_duration,
  wkt.file_google_protobuf_empty,
  wkt.file_google_protobuf_field_mask,
  wkt.file_google_protobuf_struct,
  wkt.file_google_protobuf_timestamp,
  wkt.file_google_protobuf_wrappers,
  file_google_api_annotations,
  file_google_api_field_behavior,
  file_google_rpc_status,
  file_buf_validate_validate,
  file_gateway_v1_access,
  httpBody,
];

/** Makes descriptors of one file, `PACKAGE.ThingService` in it, with everything that it may import. */
export function describeFile(content: Described): FileRegistry {
  const packageName = content.package ?? "thing.v1";
  const name = `${packageName.replaceAll(".", "/")}/thing.proto`;
  const enums = content.enums ?? {};
  const typeOf = (type: string) =>
    type in enums || type in content.messages ? `.${packageName}.${type}` : `.${type.replace(/^\./, "")}`;
  const json: JsonObject = {
    name,
    package: packageName,
    syntax: "proto3",
    dependency: imports.map(({ proto }) => proto.name),
    enumType: Object.entries(enums).map(([enumName, values]) => ({
      name: enumName,
      value: values.map((value, number) => ({ name: value, number })),
    })),
    messageType: Object.entries(content.messages).map(([messageName, lines]) => messageJson(messageName, lines)),
    service: [
      {
        name: "ThingService",
        method: Object.entries(content.methods ?? {}).map(([methodName, method]) => ({
          name: methodName,
          inputType: typeOf(method.input),
          outputType: typeOf(method.output),
          clientStreaming: method.clientStreaming ?? false,
          serverStreaming: method.serverStreaming ?? false,
          options: { ...method.options, ...(method.http === undefined ? {} : { "[google.api.http]": method.http }) },
        })),
      },
    ],
    ...(content.sourceCodeInfo === undefined ? {} : { sourceCodeInfo: content.sourceCodeInfo }),
  };

  function messageJson(messageName: string, lines: readonly FieldLine[]): JsonObject {
    const oneofs: string[] = [];
    const nestedType: JsonObject[] = [];
    const field = lines.map((entry): JsonObject => {
      const [line, options] = typeof entry === "string" ? [entry, {}] : entry;
      const match = /^(?:oneof (\w+): )?(repeated |optional )?(?:map<(\w+), ([\w.]+)>|([\w.]+)) (\w+) = (\d+)$/.exec(
        line,
      );
      if (match === null) throw new Error(`not a field: ${line}`);
      const [, oneof, label, keyType, valueType, type = "", fieldName = "", number] = match;
      const base = { name: fieldName, number: Number(number), jsonName: protoCamelCase(fieldName), options };
      if (keyType !== undefined && valueType !== undefined) {
        const entryName = `${protoCamelCase(`_${fieldName}`)}Entry`;
        nestedType.push({
          name: entryName,
          field: [
            { name: "key", number: 1, jsonName: "key", label: "LABEL_OPTIONAL", ...typeJson(keyType) },
            { name: "value", number: 2, jsonName: "value", label: "LABEL_OPTIONAL", ...typeJson(valueType) },
          ],
          options: { mapEntry: true },
        });
        const typeName = `.${packageName}.${messageName}.${entryName}`;
        return { ...base, label: "LABEL_REPEATED", type: "TYPE_MESSAGE", typeName };
      }
      const optional = label === "optional ";
      const group = oneof ?? (optional ? `_${fieldName}` : undefined);
      if (group !== undefined && !oneofs.includes(group)) oneofs.push(group);
      return {
        ...base,
        ...typeJson(type),
        label: label === "repeated " ? "LABEL_REPEATED" : "LABEL_OPTIONAL",
        ...(group === undefined ? {} : { oneofIndex: oneofs.indexOf(group), proto3Optional: optional }),
      };
    });
    return { name: messageName, field, nestedType, oneofDecl: oneofs.map((oneofName) => ({ name: oneofName })) };
  }

  function typeJson(type: string): JsonObject {
    if (type in enums || type === "google.protobuf.NullValue") return { type: "TYPE_ENUM", typeName: typeOf(type) };
    if (type in content.messages || type.includes(".")) return { type: "TYPE_MESSAGE", typeName: typeOf(type) };
    return { type: `TYPE_${type.toUpperCase()}` };
  }

  const proto = fromJson(wkt.FileDescriptorProtoSchema, json, { registry: createRegistry(...imports) });
  return createFileRegistry(proto, (path) => imports.find((file) => file.proto.name === path));
}

/** The message of a file made by {@link describeFile}. */
export function messageOf(registry: FileRegistry, name: string): DescMessage {
  const message = registry.getMessage(name.includes(".") ? name : `thing.v1.${name}`);
  if (message === undefined) throw new Error(`${name} is not described`);
  return message;
}

/** The method of a file made by {@link describeFile}. */
export function methodOf(registry: FileRegistry, name: string): DescMethod {
  const method = registry.getService("thing.v1.ThingService")?.methods.find((candidate) => candidate.name === name);
  if (method === undefined) throw new Error(`${name} is not described`);
  return method;
}
