import type * as http2 from "node:http2";
import { type Address, formatAddress } from "../config/address.ts";
import { ConnectFailed, connectSession, type Session } from "./session.ts";

/** A call that was sent. */
export interface OpenedStream {
  readonly stream: http2.ClientHttp2Stream;
  readonly session: Session;
  /** `host:port` of the peer. */
  readonly address: string;
}

/** One address of an upstream, with its connections. */
export interface Endpoint {
  /** `host:port`. */
  readonly address: string;
  /** Sends the headers of a call. Rejects with {@link ConnectFailed} where no connection could be made. */
  open(headers: http2.OutgoingHttpHeaders): Promise<OpenedStream>;
  /** Takes no new calls; the connections end with the calls that run on them. */
  retire(): void;
  /** Ends all connections. */
  destroy(): void;
}

/** A call beyond so many on each connection opens another one, for servers serialise some work by connection. */
const callsPerSession = 100;
const maxSessions = 4;

/** Makes an endpoint that connects with its first call. `onSessionEnd` tells that a connection was lost. */
export function createEndpoint(target: Address, onSessionEnd: () => void): Endpoint {
  const address = formatAddress(target);
  const sessions = new Set<Session>();
  let connecting: Promise<Session> | undefined;
  let retired = false;

  const connect = () => {
    connecting ??= (async () => {
      let ended = false;
      try {
        const session = await connectSession(target, () => {
          ended = true;
          for (const known of sessions) if (!known.usable) sessions.delete(known);
          if (!retired) onSessionEnd();
        });
        if (retired) session.destroy();
        if (!ended) sessions.add(session);
        return session;
      } finally {
        connecting = undefined;
      }
    })();
    return connecting;
  };

  const acquire = async (): Promise<Session> => {
    const [best] = [...sessions].filter(({ usable }) => usable).sort((a, b) => a.load - b.load);
    if (best === undefined) return connect();
    if (best.load >= callsPerSession && sessions.size < maxSessions) connect().catch(() => undefined);
    return best;
  };

  return {
    address,
    async open(headers) {
      const session = await acquire();
      try {
        return { stream: session.open({ ...headers, ":authority": address }), session, address };
      } catch (error) {
        if (session.usable) throw error;
        throw new ConnectFailed("the connection ended before the request was sent", { cause: error });
      }
    },
    retire() {
      retired = true;
      for (const session of sessions) session.retire();
    },
    destroy() {
      retired = true;
      for (const session of sessions) session.destroy();
    },
  };
}
