import type { AnyDesc, DescFile } from "@bufbuild/protobuf";

/** What the proto says about an element in the comment in front of it, or behind it; undefined where the descriptors have no comments. */
export function commentOf(desc: AnyDesc): string | undefined {
  if (desc.kind === "file" || desc.kind === "extension") return undefined;
  const path = pathOf(desc);
  return path === undefined ? undefined : commentsOf(fileOf(desc)).get(path.join("."));
}

type Commented = Exclude<AnyDesc, { kind: "file" | "extension" }>;

/** The field numbers of descriptor.proto that lead to an element, with its indices. */
function pathOf(desc: Commented): number[] | undefined {
  switch (desc.kind) {
    case "message":
      return desc.parent === undefined
        ? at([], 4, desc.file.proto.messageType.indexOf(desc.proto))
        : at(pathOf(desc.parent), 3, desc.parent.proto.nestedType.indexOf(desc.proto));
    case "enum":
      return desc.parent === undefined
        ? at([], 5, desc.file.proto.enumType.indexOf(desc.proto))
        : at(pathOf(desc.parent), 4, desc.parent.proto.enumType.indexOf(desc.proto));
    case "service":
      return at([], 6, desc.file.proto.service.indexOf(desc.proto));
    case "field":
      return at(pathOf(desc.parent), 2, desc.parent.proto.field.indexOf(desc.proto));
    case "oneof":
      return at(pathOf(desc.parent), 8, desc.parent.proto.oneofDecl.indexOf(desc.proto));
    case "enum_value":
      return at(pathOf(desc.parent), 2, desc.parent.proto.value.indexOf(desc.proto));
    case "rpc":
      return at(pathOf(desc.parent), 2, desc.parent.proto.method.indexOf(desc.proto));
  }
}

function at(parent: number[] | undefined, number: number, index: number): number[] | undefined {
  return parent === undefined || index < 0 ? undefined : [...parent, number, index];
}

function fileOf(desc: Commented): DescFile {
  return "file" in desc ? desc.file : desc.parent.file;
}

const comments = new WeakMap<DescFile, Map<string, string>>();

function commentsOf(file: DescFile): Map<string, string> {
  let found = comments.get(file);
  if (found === undefined) {
    found = new Map();
    for (const { path, leadingComments, trailingComments } of file.proto.sourceCodeInfo?.location ?? []) {
      const text = (leadingComments || trailingComments).replaceAll(/^ /gm, "").trim();
      if (text !== "") found.set(path.join("."), text);
    }
    comments.set(file, found);
  }
  return found;
}
