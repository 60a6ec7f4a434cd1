import type { DescField, JsonObject } from "@bufbuild/protobuf";
import { StatusSchema } from "@workspace/proto/google/rpc/status_pb";
import { takesRawBody } from "../rest/body.ts";
import { streamTypes } from "../rest/negotiate.ts";
import { answersRawBody } from "../rest/response.ts";
import type { RestRoute } from "../rest/routes.ts";
import type { Schema } from "./json.ts";
import { isRequired, type Schemas } from "./schemas.ts";

/** What a request's body is; undefined where there is none. */
export function requestBody(route: RestRoute, schemas: Schemas): JsonObject | undefined {
  const { rpc, body } = route;
  if (body === "none") return undefined;
  const required = body !== "all" && isRequired(body);
  if (takesRawBody(route)) return { content: { "*/*": {} }, required };
  const captured = new Set(route.captures.flatMap((path): DescField[] => (path.length === 1 ? [path[0]] : [])));
  const schema = body === "all" ? schemas.without(rpc.input, captured) : schemas.field(body);
  const clientStreaming = rpc.methodKind === "client_streaming" || rpc.methodKind === "bidi_streaming";
  if (!clientStreaming) return { content: { "application/json": { schema } }, required };
  return { description: "A message a line.", content: { [streamTypes.ndjson]: { schema } }, required };
}

/** The answers of an operation: one for success, and one for every error. */
export function responses(route: RestRoute, schemas: Schemas): JsonObject {
  return { "200": { description: "OK", content: answerContent(route, schemas) }, default: { $ref: errorResponse } };
}

const errorResponse = "#/components/responses/Error";

/** The answer that every operation refers to for its errors. */
export function errorResponses(schemas: Schemas): JsonObject {
  const description = "An error: `code` is a code of gRPC, `details` say more about it.";
  return { Error: { description, content: { "application/json": { schema: schemas.message(StatusSchema) } } } };
}

function answerContent(route: RestRoute, schemas: Schemas): JsonObject {
  const { rpc, responseBody } = route;
  if (answersRawBody(route)) return { "*/*": {} };
  const schema = responseBody === undefined ? schemas.message(rpc.output) : schemas.field(responseBody);
  if (rpc.methodKind === "unary" || rpc.methodKind === "client_streaming") return { "application/json": { schema } };
  const error: Schema = {
    type: "object",
    description: "The last one of a stream that failed.",
    properties: { "@error": schemas.message(StatusSchema) },
    required: ["@error"],
  };
  const item = { anyOf: [schema, error] };
  const events = "Events whose data is a message; one named `end` or, with google.rpc.Status, `error` is the last.";
  return {
    [streamTypes.ndjson]: { schema: { description: "A line of the stream.", ...item } },
    [streamTypes.sse]: { schema: { type: "string", description: events } },
    [streamTypes.array]: { schema: { type: "array", items: item } },
  };
}
