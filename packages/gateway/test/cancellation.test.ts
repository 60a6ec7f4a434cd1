import { once } from "node:events";
import * as http2 from "node:http2";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf, protocols, startGateway, type TestGateway } from "./support/gateway.ts";
import { dial } from "./support/raw.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

let upstream: FakeUpstream;
let gateway: TestGateway;
let entered: PromiseWithResolvers<HandlerContext>;

/** Never answers; ends when the call is cancelled. */
const hang = async (context: HandlerContext): Promise<never> => {
  entered.resolve(context);
  if (!context.signal.aborted) await once(context.signal, "abort");
  throw new ConnectError("gone", Code.Canceled);
};

beforeAll(async () => {
  upstream = await startUpstream({
    impl: {
      unary: (_, context) => hang(context),
      async *server(_, context) {
        yield { text: "first" };
        yield await hang(context);
      },
    },
  });
  gateway = await startGateway([upstream]);
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => "ok",
    (reason: unknown) => ConnectError.from(reason).code,
  );
const aborted = async ({ signal }: HandlerContext) => {
  if (!signal.aborted) await once(signal, "abort");
};

test.each(protocols)("over %s a deadline reaches the upstream, and ends the call", async (protocol) => {
  entered = Promise.withResolvers();
  const call = codeOf(clientOf(gateway, protocol).unary({}, { timeoutMs: 300 }));
  const context = await entered.promise;
  expect(context.timeoutMs()).toBeGreaterThan(-1_000);
  expect(context.timeoutMs()).toBeLessThanOrEqual(300);
  expect(await call).toBe(Code.DeadlineExceeded);
  await aborted(context);
});

test.each(protocols)("over %s a client that cancels ends the call of the upstream at once", async (protocol) => {
  entered = Promise.withResolvers();
  const cancel = new AbortController();
  const call = codeOf(clientOf(gateway, protocol).unary({}, { signal: cancel.signal }));
  const context = await entered.promise;
  expect(context.timeoutMs()).toBeUndefined();
  cancel.abort();
  expect(await call).toBe(Code.Canceled);
  await aborted(context);
});

test.each(protocols)("over %s a reader that leaves a stream ends it at the upstream", async (protocol) => {
  entered = Promise.withResolvers();
  const cancel = new AbortController();
  const answers = clientOf(gateway, protocol).server({}, { signal: cancel.signal })[Symbol.asyncIterator]();
  expect((await answers.next()).value?.text).toBe("first");
  const next = codeOf(answers.next());
  const context = await entered.promise;
  cancel.abort();
  await next;
  await aborted(context);
});

test.each([
  ["is closed", (socket: Socket) => socket.end()],
  ["breaks", (socket: Socket) => socket.resetAndDestroy()],
])("an HTTP/1.1 connection that %s ends its call at the upstream", async (_, leave) => {
  entered = Promise.withResolvers();
  const socket = await dial(gateway.port);
  socket.write(
    "POST /echo.v1.EchoService/Unary HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
  );
  const context = await entered.promise;
  leave(socket);
  await aborted(context);
});

test("an HTTP/2 connection that is closed ends its calls at the upstream", async () => {
  entered = Promise.withResolvers();
  const session = http2.connect(gateway.url);
  session.on("error", () => undefined);
  const stream = session.request({
    ":method": "POST",
    ":path": "/echo.v1.EchoService/Unary",
    "content-type": "application/json",
  });
  stream.on("error", () => undefined);
  stream.end("{}");
  const context = await entered.promise;
  session.destroy();
  await aborted(context);
});

test("a deadline ends a call that waits for a connection", async () => {
  const silent = createServer();
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  await using waiting = await startGateway([`127.0.0.1:${port}`], { awaitReady: false });
  expect(await codeOf(clientOf(waiting).unary({}, { timeoutMs: 100 }))).toBe(Code.DeadlineExceeded);
  silent.close();
});
