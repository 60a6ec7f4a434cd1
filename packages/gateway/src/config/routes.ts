import { readFileSync } from "node:fs";

/** Which packages of the contract a component behind the gateway serves, and where it is. */
export interface Route {
  /** The component's name. */
  readonly upstream: string;
  /** Proto packages; every service found in one of them is served. */
  readonly packages: readonly string[];
  /** Comma-separated `host:port`; each host is resolved to all its addresses. */
  readonly address: string;
}

/** Reads the table of routes. Throws with a reason fit for the operator. */
export function readRoutes(file: string): Route[] {
  const content: unknown = JSON.parse(readFileSync(file, "utf8"));
  const routes = (content as { routes?: unknown } | null)?.routes;
  if (!Array.isArray(routes) || !routes.every(isRoute)) {
    throw new Error('must hold {"routes": [{"upstream", "packages", "address"}]}');
  }
  return routes;
}

function isRoute(value: unknown): value is Route {
  const route = value as Partial<Record<keyof Route, unknown>> | null;
  return (
    typeof route?.upstream === "string" &&
    typeof route.address === "string" &&
    Array.isArray(route.packages) &&
    route.packages.every((name) => typeof name === "string")
  );
}

/** The variable that moves an upstream elsewhere: `MAIL_QUEUE_ADDRESS` for `mail-queue`. */
export function addressVariable(upstream: string): string {
  return `${upstream.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_ADDRESS`;
}
