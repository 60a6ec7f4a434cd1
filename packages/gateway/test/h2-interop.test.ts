import { once } from "node:events";
import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { connectH2 } from "../src/h2/connect.ts";
import { connectNode } from "../src/upstream/node-connection.ts";
import { EchoRequestSchema, type EchoResponse, EchoResponseSchema } from "./support/echo.ts";
import { type RecordedCall, record } from "./support/h2-call.ts";
import { frame } from "./support/raw.ts";
import { type EchoImpl, startUpstream } from "./support/upstream.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const message = (init: MessageInitShape<typeof EchoRequestSchema>) =>
  frame(toBinary(EchoRequestSchema, create(EchoRequestSchema, init)));

function messages(body: Buffer): EchoResponse[] {
  const found: EchoResponse[] = [];
  for (let at = 0; at < body.length; ) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    found.push(fromBinary(EchoResponseSchema, body.subarray(at + 5, end)));
    at = end;
  }
  return found;
}

function field(fields: readonly string[] | undefined, name: string): string | undefined {
  const at = fields?.indexOf(name) ?? -1;
  return at === -1 ? undefined : fields?.[at + 1];
}

describe.each([
  ["node:http2", connectNode],
  ["the own client", connectH2],
])("with %s", (_, connect) => {
  async function open(port: number) {
    const connection = await connect({ target: { host: "127.0.0.1", port }, authority: "a", onEnd: () => undefined });
    cleanups.push(() => connection.destroy());
    return connection;
  }

  /** A connection to a gRPC server. */
  async function setup(impl: EchoImpl = {}) {
    const upstream = await startUpstream({ impl });
    cleanups.push(() => upstream[Symbol.asyncDispose]());
    const connection = await open(upstream.port);
    const start = (method: string, ...requests: readonly Buffer[]): RecordedCall => {
      const fields = ["te", "trailers", "content-type", "application/grpc+proto"];
      const call = record(connection.call, { path: `/echo.v1.EchoService/${method}`, fields });
      if (requests.length > 0) call.call.write(requests, true);
      return call;
    };
    return { upstream, connection, start };
  }

  test("all kinds of methods are answered", async () => {
    const { start } = await setup();
    const calls = {
      unary: start("Unary", message({ text: "a" })),
      server: start("Server", message({ text: "b", count: 1_000 })),
      client: start("Client", message({ text: "c" }), message({ text: "d" })),
      bidi: start("Bidi", message({ text: "e" }), message({ text: "f" })),
    };
    for (const call of Object.values(calls)) {
      expect(await call.ended).toBeUndefined();
      expect(field(call.trailers, "grpc-status")).toBe("0");
    }
    const texts = (call: RecordedCall) => messages(call.body).map(({ text }) => text);
    expect(texts(calls.unary)).toEqual(["a"]);
    expect(texts(calls.server)).toEqual(Array.from({ length: 1_000 }, (_, i) => `b${i}`));
    expect(texts(calls.client)).toEqual(["c,d"]);
    expect(texts(calls.bidi)).toEqual(["e", "f"]);
  });

  test("an error is its trailers", async () => {
    const { start } = await setup({
      unary() {
        throw new ConnectError("not here", Code.NotFound, { "x-detail": "gone" });
      },
    });
    const call = start("Unary", message({}));
    expect(await call.ended).toBeUndefined();
    const all = [...call.fields, ...(call.trailers ?? [])];
    expect([field(all, "grpc-status"), field(all, "grpc-message"), field(all, "x-detail")]).toEqual([
      "5",
      "not%20here",
      "gone",
    ]);
  });

  test("messages larger than all windows pass in both directions", async () => {
    const { start } = await setup();
    const payload = Buffer.alloc(3 * 2 ** 20, Buffer.from("0123456789abcdef!"));
    const call = start("Unary", message({ payload }));
    expect(await call.ended).toBeUndefined();
    const [response] = messages(call.body);
    expect(Buffer.compare(Buffer.from(response?.payload ?? []), payload)).toBe(0);
  });

  test("many calls at a time keep to themselves", async () => {
    const { start, connection } = await setup();
    const calls = Array.from({ length: 300 }, (_, i) =>
      start("Unary", message({ text: `call ${i}`, payload: Buffer.alloc(i * 50) })),
    );
    for (const [i, call] of calls.entries()) {
      expect(await call.ended).toBeUndefined();
      expect(messages(call.body)).toMatchObject([{ text: `call ${i}` }]);
    }
    while (connection.load > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  test("a stream in both directions answers each message before the next is sent", async () => {
    const { start } = await setup();
    const call = start("Bidi");
    for (let i = 0; i < 20; i++) {
      call.call.write([message({ text: `${i}` })], i === 19);
      await call.until(({ body }) => messages(body).length === i + 1);
    }
    expect(await call.ended).toBeUndefined();
  });

  test("a call that is cancelled is cancelled at its peer", async () => {
    const entered = Promise.withResolvers<HandlerContext>();
    const { start } = await setup({
      async unary(_, context) {
        entered.resolve(context);
        await once(context.signal, "abort");
        return {};
      },
    });
    const call = start("Unary", message({}));
    const { signal } = await entered.promise;
    const aborted = signal.aborted ? undefined : once(signal, "abort");
    call.call.cancel();
    await aborted;
    expect(call.ends).toBe(0);
  });

  test("what is sent comes back whole, however it is cut, held and resumed", async () => {
    const server = http2.createServer();
    server.on("stream", (stream) => {
      stream.respond({ ":status": 200 });
      stream.on("error", () => undefined);
      stream.pipe(stream);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    cleanups.push(() => server.close());
    const connection = await open((server.address() as AddressInfo).port);

    const pieces = fc.array(
      fc.uint8Array({ maxLength: 40 }).chain((seed) => fc.nat(30_000).map((n) => grown(seed, n))),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { minLength: 1, maxLength: 4 }), fc.boolean(), async (bodies, hold) => {
        const calls = bodies.map((parts) => {
          const call = record(connection.call);
          for (const part of parts) {
            call.call.write([part], false);
            if (hold) call.call.pause();
          }
          call.call.write([], true);
          return call;
        });
        for (const { call } of calls) call.resume();
        for (const [i, call] of calls.entries()) {
          expect(await call.ended).toBeUndefined();
          expect(Buffer.compare(call.body, Buffer.concat(bodies[i] ?? []))).toBe(0);
        }
      }),
      { numRuns: 40 },
    );
  });
});

function grown(seed: Uint8Array, length: number): Buffer {
  return Buffer.alloc(length, seed.length === 0 ? undefined : seed);
}
