import type { Pool } from "../upstream/pool.ts";

/** Whether the gateway can do what it is there for. */
export interface Readiness {
  /** All upstreams serve, and the gateway does not drain. */
  readonly ready: boolean;
  /** Ends, with the gateway's readiness, when the gateway begins to drain. */
  readonly draining: AbortSignal;
  /** The state by upstream and address, for `/readyz`. */
  report(): ReadinessReport;
  /** Whether a name is served: "" is the gateway, any other a service; undefined where there is none of that name. */
  serves(service: string): boolean | undefined;
  /** Looks at other upstreams from now on; `services` maps the names of services to who serves them. */
  watch(upstreams: readonly Pool[], services: ReadonlyMap<string, Pool | undefined>): void;
  /** Is called after each change. Returns a function that ends it. */
  onChange(listener: () => void): () => void;
  /** Turns readiness off for good. */
  drain(): void;
}

/** What `/readyz` answers. */
export interface ReadinessReport {
  readonly status: "ready" | "not ready" | "draining";
  /** The names of the upstreams that do not serve. */
  readonly notServing: readonly string[];
}

/** Derives readiness from the health of upstreams. There is none before it is told of some. */
export function createReadiness(): Readiness {
  const draining = new AbortController();
  const listeners = new Set<() => void>();
  let upstreams: readonly Pool[] = [];
  let services: ReadonlyMap<string, Pool | undefined> = new Map();
  let forget: readonly (() => void)[] = [];
  const notify = () => {
    for (const listener of [...listeners]) listener();
  };
  const notServing = () => upstreams.filter(({ serving }) => !serving).map(({ name }) => name);
  const ready = () => !draining.signal.aborted && notServing().length === 0;

  return {
    get ready() {
      return ready();
    },
    draining: draining.signal,
    report: () => ({
      status: draining.signal.aborted ? "draining" : ready() ? "ready" : "not ready",
      notServing: notServing(),
    }),
    serves(service) {
      if (service === "") return ready();
      if (!services.has(service)) return undefined;
      return !draining.signal.aborted && (services.get(service)?.serving ?? true);
    },
    watch(pools, served) {
      for (const leave of forget) leave();
      upstreams = pools;
      services = served;
      forget = pools.map((pool) => pool.onChange(notify));
      notify();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    drain() {
      draining.abort();
      notify();
    },
  };
}
