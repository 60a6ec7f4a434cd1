import { once } from "node:events";
import * as http2 from "node:http2";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { fromBinary } from "@bufbuild/protobuf";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { after } from "../src/timing.ts";
import { clientOf, protocols, startGateway, type TestGateway } from "./support/gateway.ts";
import { answerOf, dial, frame, postHttp2, received } from "./support/raw.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

let upstream: FakeUpstream;
let gateway: TestGateway;
const chunk = new Uint8Array(64 * 1024);
let produced = 0;
let streaming = Promise.withResolvers<void>();
let entered: PromiseWithResolvers<void>;
let finish: PromiseWithResolvers<void>;
beforeAll(async () => {
  upstream = await startUpstream({
    impl: {
      async *server() {
        streaming.resolve();
        for (produced = 0; produced < 10_000; produced++) yield { payload: chunk };
      },
      async read() {
        entered.resolve();
        await finish.promise;
        return {};
      },
    },
  });
  gateway = await startGateway([upstream], { maxConcurrentRequests: 1, maxRequestBytes: 2 ** 20 });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

test.each(protocols)("over %s a surplus call is refused with a delay to retry after", async (protocol) => {
  entered = Promise.withResolvers();
  finish = Promise.withResolvers();
  const running = clientOf(gateway).read({});
  await entered.promise;
  const error = await clientOf(gateway, protocol)
    .unary({})
    .then(
      () => expect.unreachable("the call succeeded"),
      (reason: unknown) => ConnectError.from(reason),
    );
  finish.resolve();
  await running;
  expect([error.code, error.rawMessage]).toEqual([Code.ResourceExhausted, "too many requests at the same time"]);
  const detail = error.details.find((one) => "type" in one && one.type === "google.rpc.RetryInfo");
  const reader = new BinaryReader((detail as { value: Uint8Array }).value);
  expect(reader.tag()[0]).toBe(1);
  expect(fromBinary(DurationSchema, reader.bytes()).seconds).toBe(1n);
});

const path = (method: string) => `/echo.v1.EchoService/${method}`;

/** Resolves when the stream of the upstream has been called. */
async function called() {
  await streaming.promise;
  streaming = Promise.withResolvers();
}

/** Resolves when the upstream produces nothing more for a while. */
async function stalled() {
  for (let before = -1; before !== produced; ) {
    before = produced;
    await after(200);
  }
}

// The clients of the library read ahead, so these are made by hand.
test("a reader over HTTP/1.1 that stops reading stops the upstream", async () => {
  const socket = await dial(gateway.port);
  socket.pause();
  const body = frame(Buffer.from("{}"));
  socket.write(`POST ${path("Server")} HTTP/1.1\r\nhost: x\r\ncontent-type: application/connect+json\r\n`);
  socket.write(`content-length: ${body.length}\r\n\r\n`);
  socket.write(body);
  await called();
  await stalled();
  expect(produced).toBeLessThan(1_000);
  const context = upstream.calls.at(-1);
  socket.destroy();
  if (!context?.signal.aborted) await once(context?.signal as AbortSignal, "abort");
});

test("a reader over HTTP/2 that stops reading stops the upstream, and no other call", async () => {
  await using roomy = await startGateway([upstream]);
  const session = http2.connect(roomy.url);
  const headers = { ":method": "POST", "content-type": "application/grpc" };
  const slow = session.request({ ...headers, ":path": path("Server") });
  slow.on("error", () => undefined);
  slow.pause();
  slow.end(frame(new Uint8Array()));
  await called();
  await stalled();
  expect(produced).toBeLessThan(100);
  const other = session.request({ ...headers, ":path": path("Unary") });
  other.end(frame(new Uint8Array()));
  expect((await answerOf(other)).trailers["grpc-status"]).toBe("0");
  const context = upstream.calls.findLast(({ method }) => method.name === "Server");
  session.destroy();
  if (!context?.signal.aborted) await once(context?.signal as AbortSignal, "abort");
});

test("a small body that unpacks to a large one is refused", async () => {
  const response = await fetch(gateway.url + path("Unary"), {
    method: "POST",
    headers: { "content-type": "application/json", "content-encoding": "gzip" },
    body: gzipSync(Buffer.alloc(64 * 2 ** 20, 0x20)),
  });
  expect(response.status).toBe(429);
  expect(await response.json()).toEqual({
    code: "resource_exhausted",
    message: "the request message is larger than 1048576 bytes",
  });
});

test("a sender that reads only when all is sent gets its answer on a connection that is to close", async () => {
  const socket = await dial(gateway.port);
  socket.pause();
  const body = Buffer.alloc(16 * 2 ** 20, 0x20);
  socket.write(`POST ${path("Unary")} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\n`);
  socket.write(`content-length: ${body.length}\r\n\r\n`);
  await new Promise<void>((resolve, reject) => socket.write(body, (error) => (error ? reject(error) : resolve())));
  expect(await received(socket)).toContain("the request message is larger than 1048576 bytes");
});

test("messages of 64 MiB leave nothing behind", async () => {
  const message = frame(Buffer.alloc(64 * 2 ** 20));
  const send = () => postHttp2(gateway.url, path("Unary"), { "content-type": "application/grpc" }, message);
  await send();
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 4; i++) expect((await send()).trailers["grpc-status"]).toBe(String(Code.ResourceExhausted));
  // The connections of this very client end a moment later, and hold what they sent until then.
  await vi.waitUntil(
    () => {
      collectGarbage();
      return process.memoryUsage().arrayBuffers - before < 16 * 2 ** 20;
    },
    { timeout: 10_000 },
  );
});
