import {
  type DescField,
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Registry,
} from "@bufbuild/protobuf";
import { hasTextForm } from "./field-path.ts";
import type { Violation } from "./violations.ts";

/** Up to this many characters a body is read again, piece by piece, to find what is wrong in it. */
const maxSearched = 64 * 1024;

/**
 * Says where JSON is not what a message takes. The library tells the field and not the way to it, so the JSON is taken apart until
 * the smallest part is found that it refuses.
 *
 * @param body The field that the JSON is for; undefined where it is for the whole message.
 * @param error What the library said of the whole.
 */
export function locateJsonError(
  desc: DescMessage,
  body: DescField | undefined,
  text: string,
  registry: Registry,
  error: Error,
): Violation {
  let json: JsonValue;
  try {
    json = JSON.parse(text);
  } catch (syntaxError) {
    return { field: "", description: `the body is not JSON: ${(syntaxError as Error).message}` };
  }
  const whole = body === undefined ? json : { [body.jsonName]: json };
  const found = text.length <= maxSearched ? searchMessage(desc, whole, "", registry) : undefined;
  return found ?? { field: body?.name ?? "", description: reasonOf(error) };
}

function searchMessage(desc: DescMessage, json: JsonValue, path: string, registry: Registry): Violation | undefined {
  if (!isObject(json) || hasTextForm(desc)) return undefined;
  for (const [key, value] of Object.entries(json)) {
    const at = path === "" ? key : `${path}.${key}`;
    const field = desc.fields.find(({ name, jsonName }) => name === key || jsonName === key);
    if (field === undefined) {
      // Extensions are not searched.
      if (key.startsWith("[")) continue;
      return { field: at, description: `is unknown: ${desc.typeName} has no such field` };
    }
    const error = errorOf(desc, { [key]: value }, registry);
    if (error !== undefined)
      return searchField(field, value, at, registry) ?? { field: at, description: reasonOf(error) };
  }
  return undefined;
}

function searchField(field: DescField, json: JsonValue, path: string, registry: Registry): Violation | undefined {
  if (field.message === undefined) return undefined;
  if (field.fieldKind === "message") return searchMessage(field.message, json, path, registry);
  for (const [key, item] of Object.entries(isObject(json) || Array.isArray(json) ? json : {})) {
    const error = errorOf(field.message, item, registry);
    if (error === undefined) continue;
    const at = `${path}[${key}]`;
    return searchMessage(field.message, item, at, registry) ?? { field: at, description: reasonOf(error) };
  }
  return undefined;
}

function errorOf(desc: DescMessage, json: JsonValue, registry: Registry): Error | undefined {
  try {
    fromJson(desc, json, { registry });
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** The cause has the reason alone, where the error puts names of the implementation before it. */
function reasonOf({ cause, message }: Error): string {
  return `is refused: ${cause instanceof Error ? cause.message : message}`;
}

function isObject(json: JsonValue): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
