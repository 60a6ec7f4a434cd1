import { create, type DescField, type DescMessage, type JsonValue, type Message } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { type FieldMask, FieldMaskSchema } from "@bufbuild/protobuf/wkt";
import { hasTextForm, textOf } from "./field-path.ts";
import type { RestRoute } from "./routes.ts";

/** A field that holds a single message. */
type MessageField = Extract<DescField, { fieldKind: "message" }>;

/** What a PATCH is made of. */
export interface MaskedUpdate {
  readonly mask: MessageField;
  readonly resource: MessageField;
}

/** The field of a PATCH's request that says what to change, and the resource in its body; undefined where it has no such two. */
export function maskedUpdate({ rpc, httpMethod, body }: RestRoute): MaskedUpdate | undefined {
  if (httpMethod !== "PATCH" || typeof body === "string" || body.fieldKind !== "message") return undefined;
  const mask = rpc.input.fields.find(({ name }) => name === "update_mask");
  if (mask?.fieldKind !== "message" || mask.message.typeName !== FieldMaskSchema.typeName) return undefined;
  return { mask, resource: body };
}

/**
 * Says which fields of the resource a PATCH changes, where the caller has not: those that its body has, down to the fields of single
 * messages. A list, a map and a null stand for the whole field. What the path holds is the resource's name and not a change.
 */
export function deriveMask(route: RestRoute, request: Message, json: string): void {
  const update = maskedUpdate(route);
  if (update === undefined) return;
  const message = reflect(route.rpc.input, request);
  if (message.isSet(update.mask)) return;
  const captured = new Set(route.captures.map((path) => textOf(path)));
  const prefix = `${update.resource.name}.`;
  const paths = pathsOf(update.resource.message, JSON.parse(json), []).filter((path) => !captured.has(prefix + path));
  if (paths.length === 0) return;
  const mask = create(update.mask.message) as FieldMask;
  mask.paths = paths;
  message.set(update.mask, reflect(update.mask.message, mask));
}

function pathsOf(desc: DescMessage, json: JsonValue, path: readonly DescField[]): string[] {
  const whole = path.length === 0 ? [] : [textOf(path)];
  if (typeof json !== "object" || json === null || Array.isArray(json)) return whole;
  const fields = Object.entries(json).flatMap(([key, value]) => {
    const field = desc.fields.find(({ name, jsonName }) => name === key || jsonName === key);
    if (field === undefined) return [];
    const at = [...path, field];
    const into = field.fieldKind === "message" && !hasTextForm(field.message) ? field.message : undefined;
    return into === undefined ? [textOf(at)] : pathsOf(into, value, at);
  });
  return fields.length === 0 ? whole : fields;
}
