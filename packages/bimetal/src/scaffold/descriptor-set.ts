import { repeated, valuesOf } from "./wire.ts";

/** The number of `file` in google.protobuf.FileDescriptorSet, and of `name` and `dependency` in FileDescriptorProto. */
const [fileField, nameField, dependencyField] = [1, 1, 3];

/** The files of an encoded google.protobuf.FileDescriptorSet, by name. */
export function readDescriptorSet(set: Buffer): Map<string, Buffer> {
  return new Map(valuesOf(set, fileField).map((file) => [nameOf(file), file]));
}

/** Encodes a set as buf does: by name, but each file behind those that it imports. */
export function writeDescriptorSet(files: ReadonlyMap<string, Buffer>): Buffer {
  const ordered = new Map<string, Buffer>();
  const add = (name: string) => {
    const file = files.get(name);
    if (file === undefined || ordered.has(name)) return;
    for (const imported of valuesOf(file, dependencyField)) add(imported.toString("utf8"));
    ordered.set(name, file);
  };
  for (const name of [...files.keys()].sort()) add(name);
  return repeated(fileField, [...ordered.values()]);
}

function nameOf(file: Buffer): string {
  return valuesOf(file, nameField)[0]?.toString("utf8") ?? "";
}
