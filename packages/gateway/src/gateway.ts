import type { FileRegistry } from "@bufbuild/protobuf";
import { Code, ConnectError, createConnectRouter } from "@connectrpc/connect";
import { createMethodUrl } from "@connectrpc/connect/protocol";
import type { Address } from "./config/address.ts";
import type { Route } from "./config/routes.ts";
import { healthFile, healthService } from "./health/descriptor.ts";
import { createHealthPages } from "./health/http.ts";
import { createReadiness, type Readiness } from "./health/readiness.ts";
import { createHealth } from "./health/service.ts";
import { withCors } from "./http/cors.ts";
import { type HttpHandler, pathOf } from "./http/handler.ts";
import { createHttpServer, type HttpLimits } from "./http/server.ts";
import { reflectionFile, reflectionService } from "./reflection/descriptor.ts";
import { createReflection } from "./reflection/service.ts";
import { createMethodHandler, protocolOptions } from "./rpc/method-handler.ts";
import { notFound } from "./rpc/not-found.ts";
import { createObserve } from "./rpc/observe.ts";
import { routedServices } from "./rpc/route-table.ts";
import type { Log } from "./telemetry/log.ts";
import { createTelemetry, type Telemetry } from "./telemetry/telemetry.ts";
import { after, within } from "./timing.ts";
import { createUpstream, type Upstream } from "./upstream/upstream.ts";

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
}

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
  readonly upstreams: readonly Upstream[];
  /** Resolves to the `host:port` that it listens on. */
  listen(address: Address): Promise<string>;
  /**
   * Turns readiness off, waits for `delayMs`, stops accepting and waits for the calls that run. Those that still run after
   * `timeoutMs` are ended with UNAVAILABLE. Resolves to whether all could finish.
   */
  drain(bounds: { delayMs: number; timeoutMs: number }): Promise<boolean>;
  /** Ends everything at once. */
  close(): void;
}

/** How long calls that are broken off have to say so to their callers. */
const breakOffMs = 1_000;

/** Makes a gateway. Throws where the routes do not fit the registry; see {@link routedServices}. */
export function createGateway(options: GatewayOptions): Gateway {
  const limits: Limits = { ...defaultLimits, ...options };
  const { registry, routes, log, telemetry = createTelemetry({ serviceName: "gateway" }) } = options;
  const own = [healthService, reflectionService];
  const routed = routedServices(registry, routes, own);
  const upstreams = new Map(routes.map(({ upstream: name, address }) => [name, createUpstream({ name, address })]));
  const shutdown = new AbortController();
  const protocols = protocolOptions({ ...limits, registry, shutdown: shutdown.signal });
  const observe = createObserve({ ...limits, telemetry, log });

  const served = new Map<string, Upstream | undefined>(own.map(({ typeName }) => [typeName, undefined]));
  const handlers = new Map<string, HttpHandler>();
  for (const { service, upstream: name } of routed) {
    const upstream = upstreams.get(name) as Upstream;
    served.set(service.typeName, upstream);
    for (const method of service.methods) {
      const handler = createMethodHandler(method, upstream, { ...limits, telemetry, log }, protocols);
      handlers.set(createMethodUrl("/", method), observe(method, handler));
    }
  }

  const readiness = createReadiness([...upstreams.values()], served);
  const router = createConnectRouter(protocols)
    .service(healthService, createHealth(readiness))
    .service(reflectionService, createReflection(registry, [healthFile, reflectionFile], served, readiness.draining));
  for (const handler of router.handlers) handlers.set(handler.requestPath, handler);

  const page = createHealthPages(readiness);
  const dispatch: HttpHandler = (request) => {
    const path = pathOf(request);
    return (page(path) ?? handlers.get(path) ?? notFound)(request);
  };
  const server = createHttpServer(withCors(dispatch, options.corsOrigins ?? []), limits, log);

  const close = () => {
    server.destroy();
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
        shutdown.abort(new ConnectError("the gateway is stopping", Code.Unavailable));
        await within(drained, breakOffMs);
      }
      close();
      return finished;
    },
    close,
  };
}
