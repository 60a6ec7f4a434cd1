import type { HttpHandler, HttpResponse } from "../http/handler.ts";
import { jsonResponse } from "../http/response.ts";
import type { Readiness } from "./readiness.ts";

/** Answers `/healthz` and `/readyz`; undefined for any other path. */
export function createHealthPages(readiness: Readiness): (path: string) => HttpHandler | undefined {
  const pages: Readonly<Record<string, () => HttpResponse>> = {
    "/healthz": () => jsonResponse(200, { status: "alive" }),
    "/readyz": () => jsonResponse(readiness.ready ? 200 : 503, { ...readiness.report() }),
  };
  return (path) => {
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page === undefined) return undefined;
    return async ({ method }) =>
      method === "GET" || method === "HEAD"
        ? page()
        : { ...jsonResponse(405, { status: "method not allowed" }), header: new Headers({ allow: "GET, HEAD" }) };
  };
}
