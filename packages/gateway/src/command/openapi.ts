import { loadConfig } from "../config/config.ts";
import { createOpenApi } from "../openapi/document.ts";
import { securityOf } from "../openapi/security.ts";
import { readRestTable } from "../rest/routes.ts";
import { routedServices } from "../rpc/route-table.ts";
import { version } from "../version.ts";

/** Prints the OpenAPI document of what would be served: 0, or 2 where the configuration or an annotation is wrong. */
export function openApi(env: Readonly<Record<string, string | undefined>>): number {
  const loaded = loadConfig(env);
  if (!loaded.ok) return refused(loaded.problems);
  const { served, serviceName: title } = loaded.config;
  const services = routedServices(served.registry, served.routes, []).map(({ service }) => service);
  const table = readRestTable(services);
  if (table.problems.length > 0) return refused(table.problems);
  const document = createOpenApi(table, { title, version, security: securityOf(served.policy.auth) });
  process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  return 0;
}

function refused(problems: readonly string[]): number {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return 2;
}
