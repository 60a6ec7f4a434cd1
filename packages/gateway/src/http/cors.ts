import { cors } from "@connectrpc/connect";
import { createOriginMatcher } from "../guard/origins.ts";
import { answer } from "./answer.ts";
import type { Exchange, HttpHandler } from "./exchange.ts";

const preflightAgeSeconds = "7200";

/** Those of Connect and gRPC-Web, and what REST has besides. */
const allowedMethods = [...new Set([...cors.allowedMethods, "PUT", "PATCH", "DELETE"])].join(", ");
const allowedHeaders = [...cors.allowedHeaders, "Last-Event-ID", "X-Request-Timeout", "If-None-Match"].join(", ");

/**
 * Lets pages of other origins call. Credentials (cookies) are never allowed, so `*` is safe for those to whom the content
 * itself is. Where the list is empty nothing is added, and browsers refuse.
 */
export function withCors(handler: HttpHandler, origins: readonly string[]): HttpHandler {
  if (origins.length === 0) return handler;
  const anyOrigin = origins.includes("*");
  const matches = createOriginMatcher(origins);
  const exposed = [...cors.exposedHeaders, "*"].join(", ");

  return (exchange) => {
    const { origin } = exchange.headers;
    if (origin === undefined) return handler(exchange);
    const allowed = matches(origin);
    if (isPreflight(exchange)) {
      if (!allowed) return answer(exchange, 403, []);
      return answer(exchange, 204, preflight(exchange, anyOrigin ? "*" : origin));
    }
    exchange.extraFields.push("vary", "Origin");
    if (allowed) {
      exchange.extraFields.push("access-control-allow-origin", anyOrigin ? "*" : origin);
      exchange.extraFields.push("access-control-expose-headers", exposed);
    }
    handler(exchange);
  };
}

function isPreflight({ method, headers }: Exchange): boolean {
  return method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
}

/** Custom metadata is a header of any name, so whichever are asked for are allowed. */
function preflight({ headers }: Exchange, origin: string): string[] {
  const asked = headers["access-control-request-headers"];
  return [
    ["access-control-allow-origin", origin],
    ["access-control-allow-methods", allowedMethods],
    ["access-control-allow-headers", asked ?? allowedHeaders],
    ["access-control-max-age", preflightAgeSeconds],
    ["vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"],
  ].flat();
}
