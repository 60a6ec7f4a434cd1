import {
  create,
  type DescEnum,
  type DescField,
  type JsonValue,
  mergeFromJson,
  type Registry,
  ScalarType,
} from "@bufbuild/protobuf";
import { protoSnakeCase, type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { type FieldMask, isWrapperDesc } from "@bufbuild/protobuf/wkt";

/**
 * Sets a field from text of a URL: the whole of a single one, one more item of a repeated one, or the entry of a map that `key` names.
 * Throws an Error with a reason that follows the field in a sentence.
 */
export function setFromText(
  parent: ReflectMessage,
  field: DescField,
  text: string,
  options: { readonly key?: string | undefined; readonly registry: Registry },
): void {
  if (field.fieldKind === "message" && field.message.typeName === "google.protobuf.FieldMask") {
    parent.set(field, reflect(field.message, fieldMaskOf(field, text)));
    return;
  }
  const json = jsonOf(field, text);
  const value =
    field.fieldKind === "list" ? [json] : field.fieldKind === "map" ? { [options.key as string]: json } : json;
  try {
    mergeFromJson(parent.desc, parent.message, { [field.jsonName]: value }, { registry: options.registry });
  } catch (error) {
    // The library names the field, which the caller of this does in its own way; the cause has the reason alone.
    const { cause, message } = error as Error;
    throw new Error(`is refused: ${cause instanceof Error ? cause.message : message}`);
  }
}

/** Whether a field can be given as text: scalars, enums, the messages that JSON has a text form for, and several or a map of them. */
export function takesText(field: DescField): boolean {
  if (field.message === undefined) return true;
  if (isWrapperDesc(field.message)) return true;
  return field.message.typeName in messageForms || field.message.typeName === "google.protobuf.FieldMask";
}

/** Masks in JSON are in camel case; here the proto's own names are taken too, whole, where JSON would lose underscores. */
function fieldMaskOf({ message }: Extract<DescField, { fieldKind: "message" }>, text: string): FieldMask {
  const mask = create(message) as FieldMask;
  mask.paths = text === "" ? [] : text.split(",").map(protoSnakeCase);
  return mask;
}

function jsonOf(
  { scalar, enum: desc, message }: Pick<DescField, "scalar" | "enum" | "message">,
  text: string,
): JsonValue {
  if (scalar !== undefined) return scalarJson(scalar, text);
  if (desc !== undefined) return enumJson(desc, text);
  if (message === undefined) throw new Error("has no text form");
  const value = isWrapperDesc(message) ? message.fields[0]?.scalar : undefined;
  if (value !== undefined) return scalarJson(value, text);
  const form = messageForms[message.typeName];
  if (form === undefined) throw new Error(`is a ${message.typeName}: name its fields one by one`);
  return form(text);
}

const messageForms: Readonly<Record<string, (text: string) => JsonValue>> = {
  // A plus sign that was not percent-encoded arrives as a space, which no timestamp has.
  "google.protobuf.Timestamp": (text) => text.replaceAll(" ", "+"),
  "google.protobuf.Duration": (text) => checked(text, /^-?\d+(?:\.\d{1,9})?s$/, 'a number of seconds such as "1.5s"'),
  "google.protobuf.Struct": parsed,
  "google.protobuf.Value": parsed,
  "google.protobuf.ListValue": parsed,
  "google.protobuf.Any": parsed,
};

function scalarJson(scalar: ScalarType, text: string): JsonValue {
  switch (scalar) {
    case ScalarType.STRING:
      return text;
    case ScalarType.BYTES:
      // As above: base64 has plus signs and no spaces.
      return checked(text.replaceAll(" ", "+"), /^[A-Za-z0-9+/_-]*={0,2}$/, "base64");
    case ScalarType.BOOL:
      return checked(text, /^(?:true|false)$/, '"true" or "false"') === "true";
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return checked(text, /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?Infinity)$/, "a number");
    default:
      return checked(text, /^-?\d+$/, "an integer");
  }
}

function enumJson(desc: DescEnum, text: string): JsonValue {
  if (/^-?\d+$/.test(text)) return Number(text);
  if (desc.values.some(({ name, jsonName }) => name === text || jsonName === text)) return text;
  throw new Error(`must be one of ${desc.values.map(({ name }) => name).join(", ")}, or a number`);
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("must be JSON");
  }
}

function checked(text: string, pattern: RegExp, what: string): string {
  if (!pattern.test(text)) throw new Error(`must be ${what}`);
  return text;
}
