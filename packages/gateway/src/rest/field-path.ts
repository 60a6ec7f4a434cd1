import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";

/** A way through messages to a field, which is the last. Never empty. */
export type FieldPath = readonly [DescField, ...DescField[]];

/** How the names of a path are looked up: as the proto has them, or in either form, as callers may give them. */
export type NameForm = "proto" | "any";

/**
 * Finds a field by the names on the way to it. Every field but the last must be a single message without a text form of its own.
 * Throws an Error with a reason that follows the path in a sentence.
 */
export function resolveFieldPath(message: DescMessage, names: readonly string[], form: NameForm): FieldPath {
  const path: DescField[] = [];
  let within: DescMessage | undefined = message;
  for (const name of names) {
    if (within === undefined || hasTextForm(within)) {
      throw new Error(`goes into ${describe(path)}, which has no fields to name`);
    }
    const field: DescField | undefined = fieldNamed(within, name, form);
    if (field === undefined) throw new Error(`is unknown: ${within.typeName} has no field ${JSON.stringify(name)}`);
    path.push(field);
    within = field.fieldKind === "message" ? field.message : undefined;
  }
  return path as [DescField, ...DescField[]];
}

/** The path as the proto has it: `a.b_c`. */
export function textOf(path: readonly DescField[]): string {
  return path.map(({ name }) => name).join(".");
}

/** Whether JSON has another form for a message than an object of its fields. */
export function hasTextForm(message: DescMessage): boolean {
  return textForms.has(message.typeName) || isWrapperDesc(message);
}

const textForms = new Set(
  ["Any", "Duration", "FieldMask", "ListValue", "Struct", "Timestamp", "Value"].map(
    (name) => `google.protobuf.${name}`,
  ),
);

function describe(path: readonly DescField[]): string {
  const field = path.at(-1) as DescField;
  const kind = {
    scalar: "a scalar",
    enum: "an enum",
    list: "repeated",
    map: "a map",
    message: field.message?.typeName,
  };
  return `${textOf(path)} (${kind[field.fieldKind]})`;
}

/** The field of a message with a name in either form; the proto's own name goes before a JSON name. */
function fieldNamed(message: DescMessage, name: string, form: NameForm): DescField | undefined {
  let names = namesOf.get(message);
  if (names === undefined) {
    names = { proto: new Map(), any: new Map() };
    for (const field of message.fields) names.any.set(field.jsonName, field);
    for (const field of message.fields) {
      names.proto.set(field.name, field);
      names.any.set(field.name, field);
    }
    namesOf.set(message, names);
  }
  return names[form].get(name);
}

const namesOf = new WeakMap<DescMessage, Record<NameForm, Map<string, DescField>>>();
