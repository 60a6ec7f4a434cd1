import type { ServerHttp2Session } from "node:http2";
import { createServer, type Server, type Socket } from "node:net";
import { type Address, formatAddress } from "../config/address.ts";
import type { Log } from "../telemetry/log.ts";
import { after } from "../timing.ts";
import type { HttpHandler } from "./exchange.ts";
import { createHttp1 } from "./http1.ts";
import { createHttp2 } from "./http2.ts";
import { createRunning, type Running } from "./running.ts";
import { sniff } from "./sniff.ts";
import { createTlsListener, type ListenerTls } from "./tls.ts";

/** Bounds of what a client may make the server hold. */
export interface HttpLimits {
  /** All headers of a request together. */
  readonly maxHeaderBytes: number;
  /** From the connection, or from the first byte of a further request, to the end of the headers. */
  readonly headersTimeoutMs: number;
  /** A connection on which nothing moves for so long is closed. */
  readonly idleTimeoutMs: number;
  /** Calls at a time on one HTTP/2 connection. */
  readonly maxStreamsPerConnection: number;
}

/** What both protocols share. */
export interface ServerContext {
  readonly limits: HttpLimits;
  readonly log: Log;
  readonly running: Running;
  isDraining(): boolean;
}

/** Serves HTTP/1.1 and HTTP/2 on one port. */
export interface HttpServer {
  /** Resolves to the `host:port` that it listens on. */
  listen(address: Address): Promise<string>;
  /** Stops accepting, says so on every connection, and resolves when no request runs any more. */
  drain(): Promise<void>;
  /** Reads certificates again at once. */
  reload(): void;
  /** Ends whatever is left. */
  destroy(): void;
}

/** A client that reuses its connection at this moment would have its request cut off; this lets it be answered instead. */
const lingerMs = 250;

/** Makes a server, in cleartext unless `tls` is given. Throws where the files of that cannot be used. */
export function createHttpServer(handler: HttpHandler, limits: HttpLimits, log: Log, tls?: ListenerTls): HttpServer {
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  const running = createRunning();
  let draining = false;
  const context: ServerContext = { limits, log, running, isDraining: () => draining };
  const http1 = createHttp1(handler, context);
  const http2 = createHttp2(handler, context);
  http2.on("session", (session) => {
    sessions.add(session);
    // Until its first frame a client could say nothing for as long as an idle connection may.
    const silent = setTimeout(() => session.destroy(), limits.headersTimeoutMs).unref();
    session.once("remoteSettings", () => clearTimeout(silent));
    session.once("close", () => {
      clearTimeout(silent);
      sessions.delete(session);
    });
    if (draining) retire(session);
  });

  const serve = (socket: Socket, protocol: "http1" | "http2") => {
    (protocol === "http1" ? http1 : http2).emit("connection", socket);
  };
  const secure = tls === undefined ? undefined : createTlsListener(tls, limits.headersTimeoutMs, log, serve);
  // A client that closes its side has left: with half-open sockets its calls would run on.
  const listener = secure?.server ?? createServer({ allowHalfOpen: false, noDelay: true });
  listener.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    if (secure !== undefined) return;
    void sniff(socket, limits.headersTimeoutMs).then((protocol) => {
      if (protocol !== undefined) serve(socket, protocol);
    });
  });

  return {
    listen: (address) => listen(listener, address),
    async drain() {
      draining = true;
      listener.close();
      for (const session of sessions) retire(session);
      await after(lingerMs);
      http1.closeIdleConnections();
      await running.idle();
    },
    reload: () => secure?.reload(),
    destroy() {
      secure?.unwatch();
      http1.close();
      listener.close();
      for (const session of sessions) session.destroy();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/**
 * Says GOAWAY in two steps, as gRPC servers do: first "open no more calls" without refusing any, then, when the client must have
 * read that, the final one. A single GOAWAY would refuse calls that are on their way.
 */
function retire(session: ServerHttp2Session): void {
  if (session.closed || session.destroyed) return;
  session.goaway(0, 2 ** 31 - 1);
  session.ping(() => session.destroyed || session.close());
}

async function listen(listener: Server, { host, port }: Address): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject);
    // Without a host Node takes every address of both families, or of the one that there is.
    listener.listen(host === "" ? { port } : { host, port }, resolve);
  });
  const bound = listener.address();
  if (bound === null || typeof bound === "string") throw new Error("the listener has no address");
  return formatAddress({ host: bound.address, port: bound.port });
}
