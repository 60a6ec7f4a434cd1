import * as http2 from "node:http2";
import type { Socket } from "node:net";
import type { ConnectRouter, HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { healthService, servingStatus } from "../../src/health/descriptor.ts";
import { type EchoRequest, echoService } from "./echo.ts";

/** A peer that speaks real gRPC on loopback. */
export interface FakeUpstream extends AsyncDisposable {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Calls of the echo service so far. */
  readonly calls: HandlerContext[];
  /** Connections that are open. */
  readonly sockets: ReadonlySet<Socket>;
  /** Its sessions, to make them say GOAWAY. */
  readonly sessions: ReadonlySet<http2.ServerHttp2Session>;
  /** What its health service says. */
  serving: boolean;
}

export type EchoImpl = Partial<ServiceImpl<typeof echoService>>;

/** Starts an upstream that echoes, unless told otherwise by method. */
export async function startUpstream(
  options: {
    name?: string;
    port?: number;
    impl?: EchoImpl;
    /** Defaults to true; an older peer has none. */
    health?: boolean;
    routes?: (router: ConnectRouter) => void;
  } = {},
): Promise<FakeUpstream> {
  const name = options.name ?? "one";
  const calls: HandlerContext[] = [];
  const sockets = new Set<Socket>();
  const sessions = new Set<http2.ServerHttp2Session>();
  const state = { serving: true };

  const reply = ({ text, payload }: EchoRequest) => ({ text, payload, upstream: name });
  const echo: ServiceImpl<typeof echoService> = {
    unary: (request) => reply(request),
    read: (request) => reply(request),
    async *server(request) {
      for (let i = 0; i < request.count; i++) yield { ...reply(request), text: `${request.text}${i}` };
    },
    async client(requests) {
      const texts: string[] = [];
      for await (const { text } of requests) texts.push(text);
      return { text: texts.join(","), upstream: name };
    },
    async *bidi(requests) {
      for await (const request of requests) yield reply(request);
    },
    ...options.impl,
  };
  const noted = Object.fromEntries(
    Object.entries(echo).map(([method, implementation]) => [
      method,
      (request: never, context: HandlerContext) => {
        calls.push(context);
        return implementation(request, context);
      },
    ]),
  ) as EchoImpl;

  const server = http2.createServer(
    {},
    connectNodeAdapter({
      connect: false,
      grpcWeb: false,
      routes(router) {
        router.service(echoService, noted);
        if (options.health ?? true) {
          router.service(healthService, {
            check: () => ({ status: state.serving ? servingStatus.serving : servingStatus.notServing }),
          });
        }
        options.routes?.(router);
      },
    }),
  );
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => undefined);
    session.once("close", () => sessions.delete(session));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };

  return {
    name,
    port,
    address: `127.0.0.1:${port}`,
    calls,
    sockets,
    sessions,
    get serving() {
      return state.serving;
    },
    set serving(value) {
      state.serving = value;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
