import { answerJson } from "../http/answer.ts";
import type { HttpHandler } from "../http/exchange.ts";
import type { Readiness } from "./readiness.ts";

/** Answers `/healthz` and `/readyz`; by path. */
export function createHealthPages(readiness: Readiness): ReadonlyMap<string, HttpHandler> {
  const page =
    (content: () => { status: number; body: Readonly<Record<string, unknown>> }): HttpHandler =>
    (exchange) => {
      if (exchange.method !== "GET" && exchange.method !== "HEAD") {
        return answerJson(exchange, 405, { status: "method not allowed" }, ["allow", "GET, HEAD"]);
      }
      const { status, body } = content();
      answerJson(exchange, status, body);
    };
  return new Map([
    ["/healthz", page(() => ({ status: 200, body: { status: "alive" } }))],
    ["/readyz", page(() => ({ status: readiness.ready ? 200 : 503, body: { ...readiness.report() } }))],
  ]);
}
