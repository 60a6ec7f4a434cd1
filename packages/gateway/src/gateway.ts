import type { FileRegistry } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Address } from "./config/address.ts";
import type { Route } from "./config/routes.ts";
import type { Guard } from "./guard/guard.ts";
import { healthFile, healthService } from "./health/descriptor.ts";
import { createHealthPages } from "./health/http.ts";
import { createReadiness, type Readiness } from "./health/readiness.ts";
import { createHealth } from "./health/service.ts";
import { withCors } from "./http/cors.ts";
import type { Exchange, HttpHandler } from "./http/exchange.ts";
import { createHttpServer, type HttpLimits } from "./http/server.ts";
import type { ListenerTls } from "./http/tls.ts";
import { reflectionFile, reflectionService } from "./reflection/descriptor.ts";
import { createReflection } from "./reflection/service.ts";
import { createLocal } from "./rpc/local.ts";
import { createStartCall, type StartCall } from "./rpc/message-call.ts";
import { createMethod, type Method } from "./rpc/method.ts";
import { notFound } from "./rpc/not-found.ts";
import { createObserve } from "./rpc/observe.ts";
import { routedServices } from "./rpc/route-table.ts";
import { createServe } from "./rpc/serve.ts";
import { createSessions } from "./rpc/session.ts";
import type { Log } from "./telemetry/log.ts";
import { createTelemetry, type Telemetry } from "./telemetry/telemetry.ts";
import { after, within } from "./timing.ts";
import { createPool, type Pool, type PoolOptions } from "./upstream/pool.ts";

/** What a gateway is made from. */
export interface GatewayOptions extends Partial<Limits> {
  /** Describes every service behind the gateway. */
  readonly registry: FileRegistry;
  /** Which packages are served by whom. A package may stand in one route only. */
  readonly routes: readonly Route[];
  readonly log: Log;
  /** Defaults to one that exports nothing. */
  readonly telemetry?: Telemetry;
  /** Exact origins, or `*`, whose pages may call. Defaults to none. */
  readonly corsOrigins?: readonly string[];
  /** Serves TLS instead of cleartext. */
  readonly tls?: ListenerTls;
  /** How an upstream is reached, by its name: TLS, connections, limits. Defaults to those of {@link createPool}. */
  readonly pool?: (upstream: string) => Omit<PoolOptions, "name" | "address">;
  /** Decides who may call. Defaults to everybody. */
  readonly guard?: Guard;
  /** Makes what serves the paths that name no method. Defaults to nothing. */
  readonly rest?: (context: RestContext) => Rest;
}

/** What REST is made from. */
export interface RestContext {
  /** The methods of the routed services, by `/package.Service/Method`. */
  readonly methods: ReadonlyMap<string, Method>;
  readonly startCall: StartCall;
  readonly registry: FileRegistry;
  readonly limits: Limits;
}

/** Answers an exchange; returns false, and leaves it alone, where it serves nothing of that path. */
export type Rest = (exchange: Exchange) => boolean;

/** Bounds, with their defaults in {@link defaultLimits}. */
export interface Limits extends HttpLimits {
  /** The largest request message. */
  readonly maxRequestBytes: number;
  /** The largest message of an upstream. */
  readonly maxResponseBytes: number;
  /** Calls at a time; more are refused with RESOURCE_EXHAUSTED and a retry delay. */
  readonly maxConcurrentRequests: number;
  /** How long a request that is no stream may take to arrive. */
  readonly requestTimeoutMs: number;
}

export const defaultLimits: Limits = {
  maxRequestBytes: 4 * 2 ** 20,
  maxResponseBytes: 64 * 2 ** 20,
  maxConcurrentRequests: 1024,
  requestTimeoutMs: 30_000,
  maxHeaderBytes: 32 * 1024,
  headersTimeoutMs: 10_000,
  idleTimeoutMs: 10 * 60_000,
  maxStreamsPerConnection: 256,
};

/** A gateway. It does not listen before it is told to. */
export interface Gateway {
  readonly readiness: Readiness;
  readonly upstreams: readonly Pool[];
  /** Resolves to the `host:port` that it listens on. */
  listen(address: Address): Promise<string>;
  /**
   * Turns readiness off, waits for `delayMs`, stops accepting and waits for the calls that run. Those that still run after
   * `timeoutMs` are ended with UNAVAILABLE. Resolves to whether all could finish.
   */
  drain(bounds: { delayMs: number; timeoutMs: number }): Promise<boolean>;
  /** Reads again, at once, what is in files: certificates and keys. */
  reload(): void;
  /** Ends everything at once. */
  close(): void;
}

/** How long calls that are broken off have to say so to their callers. */
const breakOffMs = 1_000;

/** Makes a gateway. Throws where the routes do not fit the registry; see {@link routedServices}. */
export function createGateway(options: GatewayOptions): Gateway {
  const limits: Limits = { ...defaultLimits, ...options };
  const { registry, routes, log, guard, telemetry = createTelemetry({ serviceName: "gateway" }) } = options;
  const own = [healthService, reflectionService];
  const routed = routedServices(registry, routes, own);
  const upstreams = new Map(
    routes.map(({ upstream: name, address }) => [name, createPool({ ...options.pool?.(name), name, address })]),
  );

  const served = new Map<string, Pool | undefined>(own.map(({ typeName }) => [typeName, undefined]));
  const methods = new Map<string, Method>();
  for (const { service, upstream } of routed) {
    const pool = upstreams.get(upstream) as Pool;
    served.set(service.typeName, pool);
    for (const desc of service.methods) {
      const method = createMethod(desc, pool, { own: false, registry });
      methods.set(method.path, method);
    }
  }

  const readiness = createReadiness([...upstreams.values()], served);
  const local = createLocal("gateway", own, (router) => {
    router.service(healthService, createHealth(readiness));
    const files = [healthFile, reflectionFile];
    router.service(reflectionService, createReflection(registry, files, served, readiness.draining));
  });
  const ownMethods = own.flatMap(({ methods: described }) =>
    described.map((desc) => createMethod(desc, local, { own: true, registry })),
  );

  const observe = createObserve({ telemetry, log });
  const sessions = createSessions({ ...limits, observe, guard, log });
  const serve = createServe(sessions);
  const rest = options.rest?.({ methods, startCall: createStartCall(sessions), registry, limits });

  const handlers = new Map(createHealthPages(readiness));
  for (const method of [...methods.values(), ...ownMethods]) {
    handlers.set(method.path, (exchange) => serve(exchange, method));
  }
  const dispatch: HttpHandler = (exchange) => {
    const handler = handlers.get(exchange.path);
    if (handler !== undefined) handler(exchange);
    else if (rest?.(exchange) !== true) notFound(exchange);
  };
  const server = createHttpServer(withCors(dispatch, options.corsOrigins ?? []), limits, log, options.tls);

  const close = () => {
    server.destroy();
    guard?.close();
    for (const upstream of upstreams.values()) upstream.close();
  };
  return {
    readiness,
    upstreams: [...upstreams.values()],
    listen: (address) => server.listen(address),
    async drain({ delayMs, timeoutMs }) {
      readiness.drain();
      await after(delayMs);
      const drained = server.drain();
      const finished = await within(drained, timeoutMs);
      if (!finished) {
        sessions.failAll(() => new ConnectError("the gateway is stopping", Code.Unavailable));
        await within(drained, breakOffMs);
      }
      close();
      return finished;
    },
    reload() {
      server.reload();
      guard?.reload();
    },
    close,
  };
}
