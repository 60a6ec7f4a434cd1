import {
  create,
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type Registry,
  toJson,
} from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { hasTextForm } from "./field-path.ts";
import { fromHttpBody, isHttpBody, type RawBody } from "./http-body.ts";
import { toJsonWithOpaque } from "./opaque-any.ts";
import type { RestRoute } from "./routes.ts";

/** Whether what a route answers are bytes with a type of their own. */
export function answersRawBody({ rpc, responseBody }: RestRoute): boolean {
  return isHttpBody(responseBody === undefined ? rpc.output : singleMessage(responseBody));
}

/** The bytes of a raw answer. */
export function rawAnswer({ rpc, responseBody }: RestRoute, message: Message): RawBody {
  if (responseBody === undefined) return fromHttpBody(rpc.output, message);
  const value = reflect(rpc.output, message).get(responseBody) as ReflectMessage;
  return fromHttpBody(value.desc, value.message);
}

/** The JSON text of an answer: of the whole message, or of the one field that the route answers. */
export function jsonAnswer({ rpc, responseBody }: RestRoute, message: Message, registry: Registry): string {
  if (responseBody === undefined) return JSON.stringify(toJsonWithOpaque(rpc.output, message, registry));
  const alone = reflect(rpc.output);
  const values = reflect(rpc.output, message);
  if (values.isSet(responseBody)) alone.set(responseBody, values.get(responseBody));
  const json = toJsonWithOpaque(rpc.output, alone.message, registry) as JsonObject;
  return JSON.stringify(json[responseBody.jsonName] ?? unset(rpc.output, responseBody));
}

/** What is answered for a field that is not set: there is no answer without a body. */
function unset(desc: DescMessage, field: DescField): JsonValue {
  const zero = (toJson(desc, create(desc), { alwaysEmitImplicit: true }) as JsonObject)[field.jsonName];
  return zero ?? (field.fieldKind === "message" && !hasTextForm(field.message) ? {} : null);
}

function singleMessage(field: DescField) {
  return field.fieldKind === "message" ? field.message : undefined;
}
