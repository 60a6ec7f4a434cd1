import {
  create,
  createRegistry,
  type DescMessage,
  fromBinary,
  type JsonValue,
  type Message,
  type Registry,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { isReflectMessage, type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { type Any, BytesValueSchema } from "@bufbuild/protobuf/wkt";

/**
 * The JSON of a message in which types may be packed that the registry does not know: their bytes come in base64, as
 * `{"@type", "value"}`. The message is changed where it has such types.
 */
export function toJsonWithOpaque(desc: DescMessage, message: Message, registry: Registry): JsonValue {
  try {
    return toJson(desc, message, { registry });
  } catch (error) {
    const unknown = new Set<string>();
    wrapUnknown(reflect(desc, message), registry, unknown);
    if (unknown.size === 0) throw error;
    // Shaped as BytesValue, but not named so: then JSON has the bytes in a field `value`.
    const standIns = [...unknown].map((typeName): DescMessage => ({ ...BytesValueSchema, typeName }));
    return toJson(desc, message, { registry: createRegistry(registry, ...standIns) });
  }
}

/** Wraps the bytes of every unknown type in the one field of its stand-in. */
function wrapUnknown(message: ReflectMessage, registry: Registry, unknown: Set<string>): void {
  if (message.desc.typeName === "google.protobuf.Any") {
    wrapAny(message.message as Any, registry, unknown);
    return;
  }
  for (const field of message.fields) {
    if (field.message === undefined || !message.isSet(field)) continue;
    const value: unknown = message.get(field);
    const parts = field.fieldKind === "message" ? [value] : (value as Iterable<unknown>);
    for (const part of field.fieldKind === "map" ? (value as ReadonlyMap<unknown, unknown>).values() : parts) {
      if (isReflectMessage(part)) wrapUnknown(part, registry, unknown);
    }
  }
}

function wrapAny(any: Any, registry: Registry, unknown: Set<string>): void {
  const typeName = any.typeUrl.slice(any.typeUrl.lastIndexOf("/") + 1);
  if (typeName === "") return;
  const desc = registry.getMessage(typeName);
  if (desc === undefined) {
    any.value = toBinary(BytesValueSchema, create(BytesValueSchema, { value: any.value }));
    unknown.add(typeName);
    return;
  }
  const packed = fromBinary(desc, any.value);
  wrapUnknown(reflect(desc, packed), registry, unknown);
  any.value = toBinary(desc, packed);
}
