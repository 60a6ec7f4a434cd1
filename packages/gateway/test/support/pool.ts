import { once } from "node:events";
import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished } from "vitest";
import type { Connect } from "../../src/upstream/connection.ts";
import { createPool, type Pool, type PoolOptions } from "../../src/upstream/pool.ts";
import { type RecordedCall, record } from "./h2-call.ts";
import { type FakeUpstream, startUpstream } from "./upstream.ts";

const grpcHead = {
  path: "/echo.v1.EchoService/Unary",
  fields: ["te", "trailers", "content-type", "application/grpc+proto"],
};
const emptyMessage = Buffer.alloc(5);

/** An upstream that ends with the test. */
export async function upstream(options?: Parameters<typeof startUpstream>[0]): Promise<FakeUpstream> {
  const started = await startUpstream(options);
  onTestFinished(() => started[Symbol.asyncDispose]());
  return started;
}

/** A server whose streams a test answers. */
export interface StreamServer {
  readonly address: string;
  readonly calls: number;
  readonly connections: number;
}

/** Starts a server that does with each stream what it is told to; its health is good. */
export async function server(
  onStream: (stream: http2.ServerHttp2Stream, count: number) => void,
  settings: http2.Settings = {},
): Promise<StreamServer> {
  const created = http2.createServer({ settings });
  const sessions = new Set<http2.ServerHttp2Session>();
  let calls = 0;
  created.on("session", (session) => {
    sessions.add(session.on("error", () => undefined));
  });
  created.on("stream", (stream, { ":path": path }) => {
    stream.on("error", () => undefined);
    if (path?.startsWith("/grpc.health.v1.")) answer(stream, 12);
    else onStream(stream, ++calls);
  });
  created.listen(0, "127.0.0.1");
  await once(created, "listening");
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    created.close();
  });
  return {
    address: `127.0.0.1:${(created.address() as AddressInfo).port}`,
    get calls() {
      return calls;
    },
    get connections() {
      return sessions.size;
    },
  };
}

/** Ends a stream with a status of gRPC. */
export function answer(stream: http2.ServerHttp2Stream, status = 0): void {
  if (!stream.headersSent) stream.respond({ ":status": 200, "grpc-status": String(status) }, { endStream: true });
}

/** Ends a stream that has begun to answer with a status of gRPC. */
export function answerLate(stream: http2.ServerHttp2Stream, status: number): void {
  stream.respond({ ":status": 200 }, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": String(status) }));
  stream.end(emptyMessage);
}

/** Says of a stream that it was not begun. */
export const refuse = (stream: http2.ServerHttp2Stream): void => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);

/** A pool that ends with the test, and looks at its addresses often. */
export function watch(connect: Connect, address: string, options: Partial<PoolOptions> = {}): Pool {
  const pool = createPool({ name: "peer", address, connect, intervalMs: 20, retryIntervalMs: 20, ...options });
  onTestFinished(() => pool.close());
  return pool;
}

/** Resolves when the condition holds after a change of the pool. */
export function until(pool: Pool, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!condition()) return;
      forget();
      resolve();
    };
    const forget = pool.onChange(look);
    look();
  });
}

/** The health of all addresses, in the order of the alphabet. */
export const healths = (pool: Pool): string => Object.values(pool.health()).sort().join();

/** Starts a call with a complete request. */
export function start(pool: Pool, request: Uint8Array = emptyMessage): RecordedCall {
  const call = record(pool.call, grpcHead);
  call.call.write([request], true);
  return call;
}

/** The address that answers the next call, which must be answered. */
export async function next(pool: Pool): Promise<string | undefined> {
  const call = start(pool);
  expect(await call.ended).toBeUndefined();
  return call.call.address;
}
