import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { type Address, parseAddress } from "../config/address.ts";

/** Resolves a host name to all its IP addresses. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** One address of a host. */
export interface ResolvedAddress extends Address {
  /** The host as it was configured: a name, or the IP address itself. */
  readonly name: string;
}

/** Asks the system, and so the hosts file and the resolver of a container network too. */
export const systemLookup: Lookup = async (host) => {
  const found = await lookup(host, { all: true, order: "verbatim" });
  return found.map(({ address }) => address);
};

/**
 * Makes a function that resolves a comma-separated list of `host:port` to addresses. A host that cannot be resolved
 * keeps the addresses it had: a failing name server must not take down what runs.
 */
export function createResolver(list: string, lookupHost: Lookup = systemLookup): () => Promise<ResolvedAddress[]> {
  const targets = list.split(",").flatMap((part) => parseAddress(part.trim()) ?? []);
  const known = new Map<string, readonly string[]>();
  return async () => {
    const found = await Promise.all(
      targets.map(async ({ host: name, port }) => {
        if (isIP(name) !== 0) return [{ name, host: name, port }];
        try {
          known.set(name, await lookupHost(name));
        } catch {
          // What was known stays.
        }
        return (known.get(name) ?? []).map((host) => ({ name, host, port }));
      }),
    );
    return found.flat();
  };
}
