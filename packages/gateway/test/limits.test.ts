import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { fromBinary } from "@bufbuild/protobuf";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf, protocols, startGateway, type TestGateway } from "./support/gateway.ts";
import { frame, postHttp2 } from "./support/raw.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

let upstream: FakeUpstream;
let gateway: TestGateway;
let entered: PromiseWithResolvers<void>;
let finish: PromiseWithResolvers<void>;
beforeAll(async () => {
  upstream = await startUpstream({
    impl: {
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

test("a small body that unpacks to a large one is refused", async () => {
  const response = await fetch(`${gateway.url}/echo.v1.EchoService/Unary`, {
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

test("messages of 64 MiB leave nothing behind", async () => {
  const message = frame(Buffer.alloc(64 * 2 ** 20));
  const send = () =>
    postHttp2(gateway.url, "/echo.v1.EchoService/Unary", { "content-type": "application/grpc" }, message);
  await send();
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 4; i++) expect((await send()).trailers["grpc-status"]).toBe(String(Code.ResourceExhausted));
  collectGarbage();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20);
});
