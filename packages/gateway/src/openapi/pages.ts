import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { JsonObject } from "@bufbuild/protobuf";
import { entityTag, hasAlready } from "../http/cacheable.ts";
import { type Fields, fieldOf } from "../upstream/connection.ts";

/** An answer that is ready to be sent. */
export interface Page {
  readonly status: number;
  readonly fields: Fields;
  /** Undefined where the client has it already. */
  readonly body: Uint8Array | undefined;
}

/** Answers for a path, given the `If-None-Match` of the request; undefined where there is no such page. For GET and HEAD. */
export type Pages = (path: string, ifNoneMatch: string | undefined) => Page | undefined;

/** The pages that show a document: the document itself at `/openapi.json`, and Swagger UI at `/docs`, from its package's own files. */
export function createPages(document: JsonObject): Pages {
  const json = Buffer.from(JSON.stringify(document));
  const makers: Readonly<Record<string, () => Page>> = {
    "/openapi.json": () => page("application/json", json),
    "/docs": () => page("text/html; charset=utf-8", Buffer.from(html), ["content-security-policy", policy]),
    "/docs/start.js": () => page("text/javascript; charset=utf-8", Buffer.from(script)),
    "/docs/swagger-ui.css": () => page("text/css; charset=utf-8", asset("swagger-ui.css")),
    "/docs/swagger-ui-bundle.js": () => page("text/javascript; charset=utf-8", asset("swagger-ui-bundle.js")),
  };
  const made = new Map<string, Page>();

  return (path, ifNoneMatch) => {
    const make = Object.hasOwn(makers, path) ? makers[path] : undefined;
    if (make === undefined) return undefined;
    const found = made.get(path) ?? make();
    made.set(path, found);
    if (!hasAlready(ifNoneMatch, fieldOf(found.fields, "etag") ?? "")) return found;
    return { status: 304, fields: found.fields.slice(2), body: undefined };
  };
}

function page(contentType: string, body: Uint8Array, more: Fields = []): Page {
  const fields = ["etag", entityTag(body), "cache-control", "no-cache", "x-content-type-options", "nosniff", ...more];
  return { status: 200, fields: ["content-type", contentType, ...fields], body };
}

function asset(name: string): Uint8Array {
  return readFileSync(createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`));
}

// Its style sheet has pictures in data URLs.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

// Every address is relative, so that the pages may stand below a prefix.
const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

const script = `SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  deepLinking: true,
  validatorUrl: null,
});
`;
