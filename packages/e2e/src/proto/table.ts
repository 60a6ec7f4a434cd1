import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";

/** A field: name, number, type, and how often. A string as the type is the full name of a message. */
export type Field = readonly [name: string, number: number, type: Type | string, repeated?: "repeated"];

/** Messages by name, each with the fields that a test reads; the others are unknown to it, and passed over. */
export type Messages = Readonly<Record<string, readonly Field[]>>;

/** The descriptor of a package that a test reads a part of, where binding all of it would be a dependency too many. */
export function fileOf(packageName: string, messages: Messages): MessageInitShape<typeof FileDescriptorProtoSchema> {
  return {
    name: `${packageName}.proto`,
    package: packageName,
    syntax: "proto3",
    messageType: Object.entries(messages).map(([name, fields]) => ({
      name,
      field: fields.map(([field, number, type, repeated]) => ({
        name: field,
        jsonName: field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        number,
        label: repeated ? Label.REPEATED : Label.OPTIONAL,
        ...(typeof type === "string" ? { type: Type.MESSAGE, typeName: `.${type}` } : { type }),
      })),
    })),
  };
}
