import type { Route } from "../config/routes.ts";
import { createPool, type Pool, type PoolOptions } from "./pool.ts";

/** The pools of a gateway, of which some outlive the routes that they were made for. */
export interface Pools {
  /** The pool of a route: the one that is there for an equal route, or a new one. */
  of(route: Route): Pool;
  /** Has pools end with the calls that run on them, or are about to. */
  retire(pools: readonly Pool[]): void;
  /** Ends all of them, and their calls. */
  close(): void;
}

/** A call that was let in before its route went may still wait for the rest of its request. */
const graceMs = 60_000;

/** `defaults` are how upstreams are reached where their routes do not say. */
export function createPools(defaults: Omit<PoolOptions, "name" | "address" | "tls"> = {}): Pools {
  const pools = new Map<string, Pool>();
  const leaving = new Map<Pool, NodeJS.Timeout>();
  return {
    of({ upstream: name, address, tls }) {
      const key = JSON.stringify([name, address, tls]);
      const pool = pools.get(key) ?? createPool({ ...defaults, name, address, tls });
      pools.set(key, pool);
      return pool;
    },
    retire(unwanted) {
      for (const [key, pool] of pools) {
        if (!unwanted.includes(pool)) continue;
        pools.delete(key);
        const end = () => {
          leaving.delete(pool);
          pool.retire();
        };
        leaving.set(pool, setTimeout(end, graceMs).unref());
      }
    },
    close() {
      for (const timer of leaving.values()) clearTimeout(timer);
      for (const pool of [...pools.values(), ...leaving.keys()]) pool.close();
    },
  };
}
