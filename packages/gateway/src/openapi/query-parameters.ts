import type { DescField, DescMessage, JsonObject } from "@bufbuild/protobuf";
import { hasTextForm } from "../rest/field-path.ts";
import { takesText } from "../rest/field-text.ts";
import type { RestRoute } from "../rest/routes.ts";
import { compact } from "./json.ts";
import { isCaptured } from "./path.ts";
import { isRequired, type Schemas } from "./schemas.ts";

/** The messages that a query has as JSON text. */
const jsonText = new Set(["Any", "ListValue", "Struct", "Value"].map((name) => `google.protobuf.${name}`));

/**
 * The parameters that a query may have: every field that neither the path nor the body holds, those of messages by their paths. A
 * message inside itself is not described any deeper.
 */
export function queryParameters(route: RestRoute, schemas: Schemas): JsonObject[] {
  if (route.body === "all") return [];
  return parametersOf(route, route.rpc.input, [], new Set(), schemas);
}

function parametersOf(
  route: RestRoute,
  message: DescMessage,
  prefix: readonly DescField[],
  within: ReadonlySet<string>,
  schemas: Schemas,
): JsonObject[] {
  if (within.has(message.typeName)) return [];
  const inside = new Set([...within, message.typeName]);
  return message.fields.flatMap((field): JsonObject[] => {
    const path = [...prefix, field];
    if (path[0] === route.body || isCaptured(route, path)) return [];
    if (takesText(field)) return [parameterOf(path, schemas)];
    if (field.fieldKind !== "message" || hasTextForm(field.message)) return [];
    return parametersOf(route, field.message, path, inside, schemas);
  });
}

function parameterOf(path: readonly DescField[], schemas: Schemas): JsonObject {
  const field = path.at(-1) as DescField;
  const { description, readOnly: _readOnly, deprecated, ...schema } = schemas.field(field);
  const json = field.fieldKind === "message" && jsonText.has(field.message.typeName);
  return {
    name: path.map(({ jsonName }) => jsonName).join("."),
    in: "query",
    ...compact({ description, deprecated, required: (path.length === 1 && isRequired(field)) || undefined }),
    ...(json ? { content: { "application/json": { schema } } } : { schema, ...serialisation(field) }),
  };
}

/** `a=1&a=2` for lists, which is the default, and `m[key]=v` for maps. */
function serialisation({ fieldKind }: DescField): JsonObject {
  return fieldKind === "map" ? { style: "deepObject", explode: true } : {};
}
