import { Code, ConnectError } from "@connectrpc/connect";
import type { Address } from "./config/address.ts";
import { openPolicy, type Policy } from "./guard/policy.ts";
import { createReadiness, type Readiness } from "./health/readiness.ts";
import { createHttpServer, type HttpLimits } from "./http/server.ts";
import type { ListenerTls } from "./http/tls.ts";
import { createStartCall, type StartCall } from "./rpc/message-call.ts";
import { createObserve } from "./rpc/observe.ts";
import { createServe } from "./rpc/serve.ts";
import { createSessions } from "./rpc/session.ts";
import { createSurface, type Rest, type RestSurface, type Surface, type SurfaceOptions } from "./surface.ts";
import type { Log } from "./telemetry/log.ts";
import { createTelemetry, type Telemetry } from "./telemetry/telemetry.ts";
import { after, within } from "./timing.ts";
import type { Pool, PoolOptions } from "./upstream/pool.ts";
import { createPools } from "./upstream/pools.ts";

/** What a gateway is made from. */
export interface GatewayOptions extends SurfaceOptions, Partial<Limits> {
  readonly log: Log;
  /** Defaults to one that exports nothing. */
  readonly telemetry?: Telemetry;
  /** Origins whose pages may call, besides those of the policy: exact, with a `*` for a part of the host, or `*`. Defaults to none. */
  readonly corsOrigins?: readonly string[];
  /** Serves TLS instead of cleartext. */
  readonly tls?: ListenerTls | undefined;
  /** How upstreams are reached where their route does not say. Defaults to those of {@link createPool}. */
  readonly pool?: Omit<PoolOptions, "name" | "address" | "tls">;
  /** Makes what serves the paths that name no method. Defaults to nothing. */
  readonly rest?: (context: RestContext) => Rest;
}

/** What REST is made from. */
export interface RestContext extends RestSurface {
  readonly startCall: StartCall;
  readonly policy: Policy;
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
  readonly upstreams: readonly Pool[];
  /** Resolves to the `host:port` that it listens on. */
  listen(address: Address): Promise<string>;
  /**
   * Serves another set of descriptors, routes and policy from now on. Calls that run finish as they began; upstreams whose route is
   * the same keep their connections. Throws, and changes nothing, where the new set does not fit together.
   */
  update(options: SurfaceOptions): void;
  /** Reads again, at once, what is in files: certificates and keys. */
  reload(): void;
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

/** Makes a gateway. Throws where descriptors, routes and policy do not fit together; see {@link createSurface}. */
export function createGateway(options: GatewayOptions): Gateway {
  const limits: Limits = { ...defaultLimits, ...options };
  const { log, telemetry = createTelemetry({ serviceName: "gateway" }) } = options;
  const readiness = createReadiness();
  const sessions = createSessions({ ...limits, observe: createObserve({ telemetry, log }), log });
  const startCall = createStartCall(sessions);
  const serve = createServe(sessions);
  const pools = createPools(options.pool);

  const makeSurface = (wanted: SurfaceOptions): Surface => {
    const { policy = openPolicy } = wanted;
    return createSurface(wanted, {
      ...{ serve, readiness, log },
      corsOrigins: options.corsOrigins ?? [],
      pool: pools.of,
      rest: (given) => options.rest?.({ ...given, startCall, policy }) ?? (() => false),
    });
  };
  let surface = makeSurface(options);
  readiness.watch(surface.pools, surface.served);
  const server = createHttpServer((exchange) => surface.handler(exchange), limits, log, options.tls);

  const close = () => {
    server.destroy();
    surface.guard.close();
    pools.close();
  };
  return {
    readiness,
    get upstreams() {
      return surface.pools;
    },
    listen: (address) => server.listen(address),
    update(given) {
      const before = surface;
      surface = makeSurface(given);
      readiness.watch(surface.pools, surface.served);
      before.guard.close();
      pools.retire(before.pools.filter((pool) => !surface.pools.includes(pool)));
    },
    reload() {
      server.reload();
      surface.guard.reload();
    },
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
    close,
  };
}
