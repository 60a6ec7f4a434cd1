import { type DescField, type DescMessage, fromJson, type JsonValue } from "@bufbuild/protobuf";
import type { FieldError } from "./failure.ts";

/**
 * Every place where `json` is not the protojson of a message: unknown names, wrong types, unknown enum values.
 *
 * The JSON reader of the bindings stops at the first mistake and does not say where it stands; an edited file deserves both.
 */
export function fieldErrors(schema: DescMessage, json: unknown, path = ""): FieldError[] {
  if (!isObject(json)) return [{ path, message: `must be an object, is ${nameOfType(json)}` }];
  const inside = Object.entries(json).flatMap(([key, value]) => {
    const field = schema.fields.find((candidate) => candidate.jsonName === key || candidate.name === key);
    return field === undefined
      ? [unknownField(schema, key, join(path, key))]
      : valueErrors(schema, field, key, value, join(path, key));
  });
  // With every field well on its own, what is left concerns several: two members of one oneof, say.
  return inside.length > 0 ? inside : decodingErrors(schema, json, path);
}

function valueErrors(schema: DescMessage, field: DescField, key: string, value: unknown, path: string): FieldError[] {
  if (value === null) return [];
  if (field.fieldKind === "message" && isOwn(field.message)) return fieldErrors(field.message, value, path);
  if (field.fieldKind === "list") {
    if (!Array.isArray(value)) return [{ path, message: `must be a list, is ${nameOfType(value)}` }];
    return value.flatMap((item, index) => {
      const at = `${path}[${index}]`;
      return field.listKind === "message" && isOwn(field.message)
        ? fieldErrors(field.message, item, at)
        : decodingErrors(schema, { [key]: [item] }, at, field);
    });
  }
  return decodingErrors(schema, { [key]: value }, path, field);
}

function decodingErrors(schema: DescMessage, json: object, path: string, field?: DescField): FieldError[] {
  try {
    fromJson(schema, json as JsonValue);
    return [];
  } catch (error) {
    const message = (error as Error).message.replace(/^cannot decode .*? from JSON: /, "");
    const values = field?.enum?.values.filter(({ number }) => number !== 0).map(({ name }) => name);
    return [{ path, message, ...(values === undefined ? {} : { hint: `one of ${values.join(", ")}` }) }];
  }
}

function unknownField(schema: DescMessage, key: string, path: string): FieldError {
  const names = schema.fields.map(({ jsonName }) => jsonName);
  const near = names.find((name) => distance(name.toLowerCase(), key.toLowerCase()) <= 2);
  const hint = near === undefined ? `known here: ${names.join(", ")}` : `did you mean ${near}?`;
  return { path, message: "there is no such field", hint };
}

/** Well-known types have a JSON form of their own, which only their reader knows. */
function isOwn(message: DescMessage): boolean {
  return !message.typeName.startsWith("google.protobuf.");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOfType(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** How many letters have to be put in, left out or changed to make one word the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
