import type { Exchange } from "../http/exchange.ts";
import type { Method } from "../rpc/method.ts";
import { takesRawBody } from "./body.ts";
import { type Refusal, refusal } from "./error-answer.ts";
import { acceptsJson, chooseStream, isJsonType, isNdjsonType, streamTypes } from "./negotiate.ts";
import { answersRawBody } from "./response.ts";
import type { RestRoute } from "./routes.ts";

/** Why a request cannot be served, whatever is in it; undefined where it can. */
export function refuse({ httpVersion, headers }: Exchange, route: RestRoute, method: Method): Refusal | undefined {
  if (httpVersion === "1" && method.clientStreaming && method.serverStreaming) {
    // A client that counts on both ways would wait for ever; the end of its connection tells it.
    return refusal(505, "streaming both ways needs HTTP/2", ["connection", "close"]);
  }
  if (!answersRawBody(route)) {
    if (method.serverStreaming && chooseStream(headers.accept) === undefined) {
      return refusal(406, `the answer is a stream: accept ${Object.values(streamTypes).join(", ")}`);
    }
    if (!(method.serverStreaming || acceptsJson(headers.accept))) {
      return refusal(406, "the answer is JSON: accept application/json");
    }
  }
  if (route.body === "none" || takesRawBody(route)) return undefined;
  const contentType = headers["content-type"] ?? "";
  if (method.clientStreaming && !isNdjsonType(contentType)) {
    return refusal(415, `the body is a stream: its type must be ${streamTypes.ndjson}`);
  }
  if (!(method.clientStreaming || isJsonType(contentType))) {
    return refusal(415, "the type of the body must be application/json");
  }
  return undefined;
}
