import type { Connection } from "./connection.ts";

/** The connections to one address. */
export interface Connections {
  /** A connection for one more call. Rejects where none can be made. */
  take(): Connection | Promise<Connection>;
  /** The usable connection that this gave longest ago; undefined where there is none. */
  next(): Connection | undefined;
  /** Ends them when their calls have finished. */
  retire(): void;
  /** Ends them and their calls. */
  destroy(): void;
}

/** From so many calls on each connection on another one is opened, for servers serialise some work by connection. */
const manyCalls = 100;
/** How long after a connection could not be made calls that have another are content with it. */
const restMs = 1_000;

/** Makes the connections to one address, none of them before it is needed. `dial` makes one and is told when it ended. */
export function createConnections(
  dial: (onEnd: () => void) => Promise<Connection>,
  maxConnections: number,
  onEnd: () => void,
): Connections {
  const open = new Set<Connection>();
  let pending: Promise<Connection> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let gone: "no" | "retired" | "destroyed" = "no";

  const connect = async (): Promise<Connection> => {
    let connection: Connection | undefined;
    let ended = false;
    try {
      connection = await dial(() => {
        ended = true;
        if (connection !== undefined) open.delete(connection);
        if (gone === "no") onEnd();
      });
    } catch (error) {
      failedAt = performance.now();
      throw error;
    } finally {
      pending = undefined;
    }
    if (gone === "destroyed") connection.destroy();
    else if (gone === "retired") connection.retire();
    else if (!ended) open.add(connection);
    return connection;
  };

  const leastLoaded = (mustBeUsable: boolean): Connection | undefined => {
    let best: Connection | undefined;
    for (const connection of open) {
      if (mustBeUsable && !connection.usable) continue;
      if (best === undefined || connection.load < best.load) best = connection;
    }
    return best;
  };

  /** Where all are as full as the peer allows, and another cannot be made, a call waits in one of them. */
  const settle = (reason: unknown): Connection | Promise<Connection> => leastLoaded(false) ?? Promise.reject(reason);

  const take = (): Connection | Promise<Connection> => {
    const best = leastLoaded(true);
    if (best !== undefined && best.load < manyCalls) return best;
    const mayConnect = open.size < maxConnections && (open.size === 0 || performance.now() - failedAt > restMs);
    if (mayConnect) pending ??= connect();
    if (best !== undefined) {
      pending?.catch(() => undefined);
      return best;
    }
    // Whoever waited with others looks again: the new connection may be full by now.
    if (pending !== undefined) return pending.then((made) => (open.has(made) ? take() : made), settle);
    return settle(new Error("there is no connection"));
  };

  return {
    take,
    next() {
      for (const connection of open) {
        if (!connection.usable) continue;
        open.delete(connection);
        open.add(connection);
        return connection;
      }
      return undefined;
    },
    retire() {
      gone = "retired";
      for (const connection of [...open]) connection.retire();
    },
    destroy() {
      gone = "destroyed";
      for (const connection of [...open]) connection.destroy();
    },
  };
}
