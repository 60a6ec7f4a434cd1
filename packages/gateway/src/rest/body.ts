import {
  create,
  type DescField,
  type DescMessage,
  fromJsonString,
  type Message,
  mergeFromJsonString,
  type Registry,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { isHttpBody, toHttpBody } from "./http-body.ts";
import { locateJsonError } from "./json-error.ts";
import type { RestRoute } from "./routes.ts";
import { badRequest } from "./violations.ts";

/** A request message, as far as the body makes it, and the JSON that it was made from. */
export interface DecodedBody {
  readonly message: Message;
  /** Undefined where the body is empty or no JSON. */
  readonly json: string | undefined;
}

/** Whether a route takes any bytes as its body, whatever their type. */
export function takesRawBody({ rpc, body }: RestRoute): boolean {
  if (body === "none") return false;
  return body === "all" ? isHttpBody(rpc.input) : body.fieldKind === "message" && isHttpBody(body.message);
}

/**
 * Makes the request message from a body. An empty body says nothing, as `{}` would. Throws INVALID_ARGUMENT where the body is not what
 * the route takes, with the field named where it is a field that is wrong.
 */
export function decodeBody(
  { rpc, body }: RestRoute,
  bytes: Uint8Array,
  contentType: string,
  registry: Registry,
): DecodedBody {
  if (body === "none") {
    if (bytes.byteLength > 0) throw badRequest({ field: "", description: "this request takes no body" });
    return { message: create(rpc.input), json: undefined };
  }
  const raw = { contentType, data: bytes };
  if (body === "all" && isHttpBody(rpc.input)) return { message: toHttpBody(rpc.input, raw), json: undefined };
  if (body !== "all" && body.fieldKind === "message" && isHttpBody(body.message)) {
    return { message: withField(rpc.input, body, toHttpBody(body.message, raw)), json: undefined };
  }
  if (bytes.byteLength === 0) return { message: create(rpc.input), json: undefined };

  const json = decodeUtf8(bytes);
  try {
    if (body === "all") return { message: fromJsonString(rpc.input, json, { registry }), json };
    // Alone first: it must be one JSON value, before it becomes part of another.
    JSON.parse(json);
    const message = create(rpc.input);
    mergeFromJsonString(rpc.input, message, `{${JSON.stringify(body.jsonName)}:${json}}`, { registry });
    return { message, json };
  } catch (error) {
    throw badRequest(locateJsonError(rpc.input, body === "all" ? undefined : body, json, registry, error as Error));
  }
}

function withField(desc: DescMessage, field: Extract<DescField, { fieldKind: "message" }>, value: Message): Message {
  const message = reflect(desc, create(desc));
  message.set(field, reflect(field.message, value));
  return message.message;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw badRequest({ field: "", description: "the body is not UTF-8" });
  }
}
