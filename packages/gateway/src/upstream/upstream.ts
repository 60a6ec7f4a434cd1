import type * as http2 from "node:http2";
import { type Address, formatAddress } from "../config/address.ts";
import { createEndpoint, type Endpoint, type OpenedStream } from "./endpoint.ts";
import type { Health } from "./health-check.ts";
import { probe } from "./probe.ts";
import { createResolver, type Lookup } from "./resolve.ts";
import { ConnectFailed } from "./session.ts";

/** A component behind the gateway: all its addresses, balanced by call. */
export interface Upstream {
  readonly name: string;
  /** Whether one of its addresses says that it serves. */
  readonly serving: boolean;
  /** Health by address, for diagnosis. */
  health(): Readonly<Record<string, Health>>;
  /**
   * Sends the headers of a call to the next address in turn. An address to which no connection can be made is skipped, for
   * then nothing was sent; that is the only repetition. Rejects with {@link ConnectFailed} where no address is left.
   */
  open(headers: http2.OutgoingHttpHeaders, signal?: AbortSignal): Promise<OpenedStream>;
  /** Is called after each change of health. Returns a function that ends it. */
  onChange(listener: () => void): () => void;
  /** Ends all connections and timers. */
  close(): void;
}

/** How an upstream is watched. */
export interface UpstreamOptions {
  readonly name: string;
  /** Comma-separated `host:port`. */
  readonly address: string;
  /** How often names are resolved and addresses asked for their health. Defaults to 2 s. */
  readonly intervalMs?: number;
  /** How often an address that does not serve is asked again. Defaults to 500 ms. */
  readonly retryIntervalMs?: number;
  /** Defaults to the system's resolver. */
  readonly lookup?: Lookup;
}

interface Member {
  readonly endpoint: Endpoint;
  health: Health;
  timer?: NodeJS.Timeout;
  probing: boolean;
}

const preference: readonly Health[] = ["serving", "unknown", "not serving", "unreachable"];

/** Starts to watch an upstream. It may be down, or not be known to the name server yet. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { name, intervalMs = 2_000, retryIntervalMs = 500 } = options;
  const resolve = createResolver(options.address, options.lookup);
  const members = new Map<string, Member>();
  const listeners = new Set<() => void>();
  let turn = 0;
  let closed = false;
  let resolveTimer: NodeJS.Timeout | undefined;

  const setHealth = (member: Member, health: Health) => {
    if (member.health === health) return;
    member.health = health;
    for (const listener of listeners) listener();
  };

  const check = async (member: Member) => {
    if (member.probing || closed || members.get(member.endpoint.address) !== member) return;
    member.probing = true;
    clearTimeout(member.timer);
    const health = await probe(member.endpoint);
    member.probing = false;
    if (closed || members.get(member.endpoint.address) !== member) return;
    setHealth(member, health);
    member.timer = setTimeout(() => void check(member), health === "serving" ? intervalMs : retryIntervalMs).unref();
  };

  const add = (address: Address) => {
    const endpoint = createEndpoint(address, () => {
      setHealth(member, "unknown");
      void check(member);
    });
    const member: Member = { endpoint, health: "unknown", probing: false };
    members.set(endpoint.address, member);
    void check(member);
  };

  const refresh = async () => {
    const addresses = await resolve();
    if (closed) return;
    const wanted = new Map(addresses.map((address) => [formatAddress(address), address]));
    for (const [key, { endpoint, timer }] of members) {
      if (wanted.has(key)) continue;
      clearTimeout(timer);
      members.delete(key);
      endpoint.retire();
    }
    for (const [key, address] of wanted) if (!members.has(key)) add(address);
    resolveTimer = setTimeout(() => void refresh(), intervalMs).unref();
  };
  const resolvedOnce = refresh();

  /** The addresses in the order in which a call tries them: the healthiest first, and in turn where they are equal. */
  const candidates = (): Member[] => {
    const start = turn++;
    return preference.flatMap((wanted) => {
      const equal = [...members.values()].filter(({ health }) => health === wanted);
      return equal.map((_, i) => equal[(start + i) % equal.length] as Member);
    });
  };

  return {
    name,
    get serving() {
      return [...members.values()].some(({ health }) => health === "serving");
    },
    health: () => Object.fromEntries([...members].map(([address, { health }]) => [address, health])),
    async open(headers, signal) {
      await resolvedOnce;
      for (const member of candidates()) {
        signal?.throwIfAborted();
        try {
          return await member.endpoint.open(headers);
        } catch (error) {
          if (!(error instanceof ConnectFailed)) throw error;
          setHealth(member, "unreachable");
        }
      }
      throw new ConnectFailed(`no address of ${name} can be reached`);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      clearTimeout(resolveTimer);
      for (const { endpoint, timer } of members.values()) {
        clearTimeout(timer);
        endpoint.destroy();
      }
    },
  };
}
