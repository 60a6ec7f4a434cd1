import { cors } from "@connectrpc/connect";
import type { HttpHandler, HttpRequest, HttpResponse } from "./handler.ts";

const preflightAgeSeconds = "7200";

/**
 * Lets pages of other origins call. Credentials (cookies) are never allowed, so `*` is safe for those to whom the content
 * itself is. Where the list is empty nothing is added, and browsers refuse.
 */
export function withCors(handler: HttpHandler, origins: readonly string[]): HttpHandler {
  if (origins.length === 0) return handler;
  const anyOrigin = origins.includes("*");
  const exposed = [...cors.exposedHeaders, "*"].join(", ");

  return async (request) => {
    const origin = request.header.get("origin");
    if (origin === null) return handler(request);
    const allowed = anyOrigin || origins.includes(origin);
    if (isPreflight(request)) return allowed ? preflight(request, anyOrigin ? "*" : origin) : { status: 403 };
    const response = await handler(request);
    const header = new Headers(response.header);
    header.append("vary", "Origin");
    if (allowed) {
      header.set("access-control-allow-origin", anyOrigin ? "*" : origin);
      header.set("access-control-expose-headers", exposed);
    }
    return { ...response, header };
  };
}

function isPreflight({ method, header }: HttpRequest): boolean {
  return method === "OPTIONS" && header.has("access-control-request-method");
}

/** Custom metadata is a header of any name, so whichever are asked for are allowed. */
function preflight({ header }: HttpRequest, origin: string): HttpResponse {
  const asked = header.get("access-control-request-headers");
  return {
    status: 204,
    header: new Headers({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": cors.allowedMethods.join(", "),
      "access-control-allow-headers": asked ?? cors.allowedHeaders.join(", "),
      "access-control-max-age": preflightAgeSeconds,
      vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
    }),
  };
}
