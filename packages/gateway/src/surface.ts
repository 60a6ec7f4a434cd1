import type { FileRegistry } from "@bufbuild/protobuf";
import type { Route } from "./config/routes.ts";
import { createGuard, type Guard } from "./guard/guard.ts";
import { openPolicy, openRoute, type Policy } from "./guard/policy.ts";
import { healthFile, healthService } from "./health/descriptor.ts";
import { createHealthPages } from "./health/http.ts";
import type { Readiness } from "./health/readiness.ts";
import { createHealth } from "./health/service.ts";
import { withCors } from "./http/cors.ts";
import type { Exchange, HttpHandler } from "./http/exchange.ts";
import { reflectionFile, reflectionService } from "./reflection/descriptor.ts";
import { createReflection } from "./reflection/service.ts";
import { createLocal } from "./rpc/local.ts";
import { createMethod, type Method } from "./rpc/method.ts";
import { notFound } from "./rpc/not-found.ts";
import { routedServices } from "./rpc/route-table.ts";
import type { Serve } from "./rpc/serve.ts";
import type { Log } from "./telemetry/log.ts";
import type { Pool } from "./upstream/pool.ts";

/** What is served, and for whom: everything of a gateway that may be replaced while it runs. */
export interface SurfaceOptions {
  /** Describes every service behind the gateway. */
  readonly registry: FileRegistry;
  /** Which packages are served by whom. A package may stand in one route only. */
  readonly routes: readonly Route[];
  /** Who may call, and how much. Defaults to everybody, without limits. */
  readonly policy?: Policy;
}

/** What a surface is put together with; it stays when the surface is replaced. */
export interface SurfaceContext {
  readonly serve: Serve;
  readonly readiness: Readiness;
  readonly log: Log;
  /** Origins besides those of the policy. */
  readonly corsOrigins: readonly string[];
  /** The pool of a route: one that is there already where the route is the same. */
  pool(route: Route): Pool;
  /** Makes what serves the paths that name no method. */
  rest(given: RestSurface): Rest;
}

/** What of a surface REST is made from. */
export interface RestSurface {
  /** The methods of the routed services, by `/package.Service/Method`. */
  readonly methods: ReadonlyMap<string, Method>;
  readonly registry: FileRegistry;
  readonly guard: Guard;
}

/** Answers an exchange; returns false, and leaves it alone, where it serves nothing of that path. */
export type Rest = (exchange: Exchange) => boolean;

/** One set of descriptors, routes and policy as it is served. */
export interface Surface {
  readonly handler: HttpHandler;
  readonly guard: Guard;
  /** By route. */
  readonly pools: readonly Pool[];
  /** Who serves which service; the gateway itself where it is undefined. */
  readonly served: ReadonlyMap<string, Pool | undefined>;
}

/** The gateway's own services. */
const own = [healthService, reflectionService];

/**
 * Puts a surface together. Throws where the routes do not fit the registry (see {@link routedServices}) or the policy asks for what
 * cannot be read; nothing has been started then.
 */
export function createSurface(options: SurfaceOptions, context: SurfaceContext): Surface {
  const { registry, routes, policy = openPolicy } = options;
  const routed = routedServices(registry, routes, own);
  const guard = createGuard({ policy, services: routed, log: context.log });
  const pools = new Map(routes.map((route) => [route.upstream, context.pool(route)]));

  const served = new Map<string, Pool | undefined>(own.map(({ typeName }) => [typeName, undefined]));
  const methods = new Map<string, Method>();
  for (const { service, upstream } of routed) {
    const pool = pools.get(upstream) as Pool;
    served.set(service.typeName, pool);
    const { cache } = policy.routes.get(upstream) ?? openRoute;
    for (const desc of service.methods) {
      const method = createMethod(desc, pool, { own: false, registry, guard, ...(cache && { cache }) });
      methods.set(method.path, method);
    }
  }

  const { readiness, serve } = context;
  const local = createLocal("gateway", own, (router) => {
    router.service(healthService, createHealth(readiness));
    const files = [healthFile, reflectionFile];
    router.service(reflectionService, createReflection(registry, files, served, readiness.draining));
  });
  const handlers = new Map(createHealthPages(readiness));
  const add = (method: Method) => handlers.set(method.path, (exchange) => serve(exchange, method));
  for (const method of methods.values()) add(method);
  // Whoever looks after processes asks for their health without credentials; what there is to call is not for everybody.
  for (const desc of healthService.methods) add(createMethod(desc, local, { own: true, registry }));
  for (const desc of reflectionService.methods) add(createMethod(desc, local, { own: true, registry, guard }));

  const rest = context.rest({ methods, registry, guard });
  const dispatch: HttpHandler = (exchange) => {
    const handler = handlers.get(exchange.path);
    if (handler !== undefined) handler(exchange);
    else if (!rest(exchange)) notFound(exchange);
  };
  const origins = [...context.corsOrigins, ...policy.corsOrigins];
  return { handler: withCors(dispatch, origins), guard, pools: [...pools.values()], served };
}
