import { formatAddress } from "../config/address.ts";
import type { Connect, TlsOptions } from "./connection.ts";
import { type Connections, createConnections } from "./connections.ts";
import { checkHealth, type Health } from "./health-check.ts";
import { createOutlier, type Outlier } from "./outlier.ts";
import type { ResolvedAddress } from "./resolve.ts";

/** One address of an upstream. */
export interface Member {
  /** `host:port`. */
  readonly address: string;
  readonly connections: Connections;
  readonly outlier: Outlier;
  readonly health: Health;
  /** Calls that are on their way to it, those that wait for a connection too. Counted by the calls themselves. */
  load: number;
  /** No connection could be made for a call. */
  unreachable(): void;
  /** Takes no new calls; those that run go on. */
  retire(): void;
  /** Ends it and its calls. */
  destroy(): void;
}

export interface MemberOptions {
  readonly target: ResolvedAddress;
  readonly connect: Connect;
  readonly tls: TlsOptions | undefined;
  readonly maxConnections: number;
  /** How often it is asked for its health: while it serves, and while it does not. */
  readonly intervalMs: number;
  readonly retryIntervalMs: number;
  readonly mayEject: () => boolean;
  /** Is called after each change of health, and when it was ejected or came back. */
  readonly onChange: () => void;
}

/** Makes a member and begins to ask it for its health. */
export function createMember(options: MemberOptions): Member {
  const { target, connect, tls, maxConnections, intervalMs, retryIntervalMs, onChange } = options;
  const authority = formatAddress({ host: target.name, port: target.port });
  let checking = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const setHealth = (now: Health) => {
    if (member.health === now) return;
    member.health = now;
    onChange();
  };
  const dial = (onEnd: () => void) =>
    connect({ target, authority, tls: tls && { serverName: target.name, ...tls }, onEnd });
  // A connection that ended may be the first sign that the peer has.
  const connections = createConnections(dial, maxConnections, () => void check());
  const outlier = createOutlier(options.mayEject, onChange);

  const ask = async (): Promise<Health> => {
    try {
      const connection = connections.next() ?? (await connections.take());
      // So many calls that none is taken any more are no sign of bad health.
      if (!connection.usable && connection.load > 0) return member.health;
      const said = await checkHealth(connection);
      // The connection may have gone for a good reason. A new one tells.
      return said === "unreachable" ? await checkHealth(await connections.take()) : said;
    } catch {
      return "unreachable";
    }
  };

  const check = async () => {
    if (checking || closed) return;
    checking = true;
    clearTimeout(timer);
    const said = await ask();
    checking = false;
    if (closed) return;
    setHealth(said);
    schedule();
  };
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void check(), member.health === "serving" ? intervalMs : retryIntervalMs).unref();
  };
  const close = () => {
    closed = true;
    clearTimeout(timer);
    outlier.close();
  };
  // Each call counts itself in and out: no accessors, for setting one takes as long as a dozen of lines like these.
  const member: { -readonly [key in keyof Member]: Member[key] } = {
    address: formatAddress(target),
    connections,
    outlier,
    health: "unknown",
    load: 0,
    unreachable() {
      if (closed) return;
      outlier.failed();
      setHealth("unreachable");
      if (!checking) schedule();
    },
    retire() {
      close();
      connections.retire();
    },
    destroy() {
      close();
      connections.destroy();
    },
  };
  void check();
  return member;
}
