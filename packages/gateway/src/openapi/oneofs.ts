import { type DescMessage, getOption } from "@bufbuild/protobuf";
import { message as messageOption, oneof as oneofOption } from "@workspace/proto/buf/validate/validate_pb";
import type { Schema } from "./json.ts";

/** What the oneofs of a message allow, those of the proto and those of protovalidate: a schema for each. */
export function oneofSchemas(message: DescMessage): Schema[] {
  const declared = message.oneofs.map((oneof) => ({
    names: oneof.fields.map(({ jsonName }) => jsonName),
    required: getOption(oneof, oneofOption).required,
  }));
  const ruled = getOption(message, messageOption).oneof.map(({ fields, required }) => ({
    names: fields.map((name) => message.fields.find((field) => field.name === name)?.jsonName ?? name),
    required,
  }));
  return [...declared, ...ruled].map(({ names, required }): Schema => {
    const each = names.map((name): Schema => ({ required: [name] }));
    return { oneOf: required ? each : [...each, { not: { anyOf: each } }] };
  });
}
