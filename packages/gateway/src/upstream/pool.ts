import { formatAddress } from "../config/address.ts";
import { connectH2 } from "../h2/connect.ts";
import type { CallHead, CallListener, ClientCall, Connect, TlsOptions } from "./connection.ts";
import type { Health } from "./health-check.ts";
import { createMember, type Member } from "./member.ts";
import { mayEjectOneOf } from "./outlier.ts";
import { pickMember, rankMembers } from "./pick.ts";
import { type CallContext, PooledCall } from "./pooled-call.ts";
import { createResolver, type Lookup } from "./resolve.ts";

/** A component behind the gateway: all its addresses and the connections to them. */
export interface Pool {
  readonly name: string;
  /** Whether one of its addresses says that it serves. */
  readonly serving: boolean;
  /** Health by address, for diagnosis. */
  health(): Readonly<Record<string, Health>>;
  /**
   * Starts a call at one of the addresses. What is written before there is a connection waits in the call. An address to which no
   * connection can be made is passed over, and a call of which the peer says that it did not begin it (`refused`) is sent once more
   * where what was written is at most 64 KiB; nothing else is repeated. Where no address can be reached, the listener
   * hears of it.
   */
  call(head: CallHead, listener: CallListener): ClientCall;
  /** Is called after each change of health. Returns a function that ends it. */
  onChange(listener: () => void): () => void;
  /** Takes no new calls; the connections end with the calls that run. */
  retire(): void;
  /** Ends all connections, calls and timers. */
  close(): void;
}

/** How an upstream is reached and watched. */
export interface PoolOptions {
  readonly name: string;
  /** Comma-separated `host:port`. */
  readonly address: string;
  /** How connections are made. Defaults to {@link connectH2}; `connectNode` is the same over `node:http2`. */
  readonly connect?: Connect;
  /** Defaults to cleartext with prior knowledge. */
  readonly tls?: TlsOptions | undefined;
  /** Connections to each address; a second one is opened when the first has many calls. Defaults to 4. */
  readonly maxConnectionsPerAddress?: number;
  /** How often names are resolved and addresses asked for their health. Defaults to 2 s. */
  readonly intervalMs?: number;
  /** How often an address that does not serve is asked again. Defaults to 500 ms. */
  readonly retryIntervalMs?: number;
  /** Defaults to the system's resolver. */
  readonly lookup?: Lookup;
}

/** Starts to watch an upstream. It may be down, or not be known to the name server yet. */
export function createPool(options: PoolOptions): Pool {
  const { name, connect = connectH2, tls, maxConnectionsPerAddress: maxConnections = 4 } = options;
  const { intervalMs = 2_000, retryIntervalMs = 500 } = options;
  const resolve = createResolver(options.address, options.lookup);
  const members = new Map<string, Member>();
  const listeners = new Set<() => void>();
  let ranked: readonly (readonly Member[])[] = [];
  let resolved = false;
  let closed = false;
  let resolveTimer: NodeJS.Timeout | undefined;

  const changed = () => {
    ranked = rankMembers([...members.values()]);
    for (const listener of [...listeners]) listener();
  };
  const mayEject = () => mayEjectOneOf([...members.values()].map(({ outlier }) => outlier));

  const refresh = async () => {
    const addresses = await resolve();
    if (closed) return;
    const wanted = new Map(addresses.map((address) => [formatAddress(address), address]));
    const before = [...members];
    for (const [key, member] of before) {
      if (wanted.has(key)) continue;
      members.delete(key);
      member.retire();
    }
    for (const [key, target] of wanted) {
      if (members.has(key)) continue;
      const member = createMember({
        ...{ target, connect, tls, maxConnections, intervalMs, retryIntervalMs, mayEject },
        onChange: changed,
      });
      members.set(key, member);
    }
    if (members.size !== before.length || before.some(([key]) => !members.has(key))) changed();
    resolveTimer = setTimeout(() => void refresh(), intervalMs).unref();
  };
  const resolvedOnce = refresh().then(() => {
    resolved = true;
  });

  const context: CallContext = {
    name,
    pick: (tried) => pickMember(ranked, tried),
  };

  return {
    name,
    get serving() {
      return [...members.values()].some(({ health }) => health === "serving");
    },
    health: () => Object.fromEntries([...members].map(([address, { health }]) => [address, health])),
    call(head, listener) {
      const call = new PooledCall(context, head, listener);
      if (resolved) call.start();
      else void resolvedOnce.then(() => call.start());
      return call;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retire() {
      closed = true;
      clearTimeout(resolveTimer);
      for (const member of members.values()) member.retire();
    },
    close() {
      closed = true;
      clearTimeout(resolveTimer);
      for (const member of members.values()) member.destroy();
      members.clear();
      ranked = [];
    },
  };
}
