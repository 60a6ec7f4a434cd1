import {
  createFileRegistry,
  type DescFile,
  type DescService,
  type FileRegistry,
  fromBinary,
  fromJson,
  type JsonValue,
} from "@bufbuild/protobuf";
import { protoCamelCase } from "@bufbuild/protobuf/reflect";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

/** Reads a serialized google.protobuf.FileDescriptorSet. Throws where it is none or is not complete. */
export function readDescriptorSet(bytes: Uint8Array): FileRegistry {
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
}

/** Every service of the given packages, in the order of the descriptor set. */
export function servicesOf(registry: FileRegistry, packages: readonly string[]): DescService[] {
  return [...registry.files]
    .filter(({ proto }) => packages.includes(proto.package))
    .flatMap(({ services }) => services);
}

/** Makes a file without dependencies from the JSON form of its FileDescriptorProto. */
export function fileFromJson(json: JsonValue): DescFile {
  const proto = fromJson(FileDescriptorProtoSchema, json);
  // A compiler fills these in.
  for (const field of proto.messageType.flatMap((message) => message.field))
    field.jsonName = protoCamelCase(field.name);
  const file = createFileRegistry(proto, () => undefined).getFile(proto.name);
  if (file === undefined) throw new Error(`${proto.name} describes no file`);
  return file;
}
