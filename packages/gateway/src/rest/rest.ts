import type { DescMethod } from "@bufbuild/protobuf";
import type { RestContext } from "../gateway.ts";
import { createOpenApi, type OpenApiOptions } from "../openapi/document.ts";
import { createPages } from "../openapi/pages.ts";
import { securityOf } from "../openapi/security.ts";
import type { Method } from "../rpc/method.ts";
import type { Rest } from "../surface.ts";
import type { Log } from "../telemetry/log.ts";
import { createDocs } from "./docs.ts";
import { answerError, refusal } from "./error-answer.ts";
import { withErrorDetails } from "./error-details.ts";
import { serveRest } from "./handler.ts";
import { createMatcher } from "./match.ts";
import { readRestTable } from "./routes.ts";
import { badRequest } from "./violations.ts";

/** How REST is served. */
export interface RestOptions {
  /** Hears of annotations that are wrong, and of routes that nothing can reach. */
  readonly log: Log;
  /** What the OpenAPI document says beside its routes. */
  readonly openApi: Omit<OpenApiOptions, "security">;
  /** How often the client of a stream hears that it is alive. Defaults to 15 s. */
  readonly heartbeatMs?: number;
}

/**
 * Serves the methods that have `google.api.http` annotations, the OpenAPI document of them at `/openapi.json`, and a page that shows it
 * at `/docs`, both to whom the policy lets see them. Given to `createGateway`.
 */
export function createRest({ log, openApi, heartbeatMs = 15_000 }: RestOptions): (context: RestContext) => Rest {
  return ({ methods, startCall, registry: described, policy, guard }) => {
    const byDesc = new Map<DescMethod, Method>([...methods.values()].map((method) => [method.desc, method]));
    const table = readRestTable([...new Set([...byDesc.keys()].map(({ parent }) => parent))]);
    for (const problem of table.problems) log.error({ problem }, "an HTTP annotation is not served as it is written");
    const { match } = createMatcher(table.routes);
    const registry = withErrorDetails(described);
    const document = createOpenApi(table, { ...openApi, security: securityOf(policy.auth) });
    const docs = createDocs({ pages: createPages(document), guard, registry, log });
    const setting = { startCall, registry, heartbeatMs };

    return (exchange) => {
      if (docs(exchange)) return true;
      const { method: httpMethod, path } = exchange;
      const found = match(httpMethod, path);
      switch (found.kind) {
        case "none":
          return false;
        case "malformed":
          answerError(
            exchange,
            badRequest({ field: "", description: "the path has malformed percent-encoding" }),
            registry,
          );
          return true;
        case "method": {
          const refused = refusal(405, `${httpMethod} is not served here`, ["allow", found.allow.join(", ")]);
          answerError(exchange, refused.error, registry, refused);
          return true;
        }
        case "found": {
          const { route, values } = found;
          const method = byDesc.get(route.rpc) as Method;
          serveRest(setting, { exchange, route, method, values });
          return true;
        }
      }
    };
  };
}
