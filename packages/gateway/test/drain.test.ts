import { once } from "node:events";
import * as http2 from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clientOf, protocols, startGateway, type TestGateway } from "./support/gateway.ts";
import { answerOf, closed, dial, frame } from "./support/raw.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

let upstream: FakeUpstream;
let gateway: TestGateway;
let entered: PromiseWithResolvers<void>;
let finish: PromiseWithResolvers<void>;
beforeEach(async () => {
  entered = Promise.withResolvers();
  finish = Promise.withResolvers();
  upstream = await startUpstream({
    impl: {
      async unary({ text }) {
        entered.resolve();
        await finish.promise;
        return { text };
      },
      async *server(_, { signal }) {
        yield { text: "first" };
        if (!signal.aborted) await once(signal, "abort");
      },
    },
  });
  gateway = await startGateway([upstream]);
});
afterEach(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const drain = (timeoutMs: number, delayMs = 0) => gateway.gateway.drain({ delayMs, timeoutMs });

test.each(protocols)("over %s a call that runs is finished", async (protocol) => {
  const call = clientOf(gateway, protocol).unary({ text: "finished" });
  await entered.promise;
  const drained = drain(5_000);
  finish.resolve();
  expect((await call).text).toBe("finished");
  expect(await drained).toBe(true);
});

test.each(protocols)("over %s a stream that does not end is broken off with UNAVAILABLE", async (protocol) => {
  const answers = clientOf(gateway, protocol).server({})[Symbol.asyncIterator]();
  await answers.next();
  const broken = answers.next().then(
    () => expect.unreachable("the stream ended"),
    (reason: unknown) => ConnectError.from(reason),
  );
  expect(await drain(50)).toBe(false);
  const error = await broken;
  expect([error.code, error.rawMessage]).toEqual([Code.Unavailable, "the gateway is stopping"]);
});

test("readiness is off, and calls are taken, before the listener closes", async () => {
  finish.resolve();
  const drained = drain(5_000, 300);
  expect(await (await fetch(`${gateway.url}/readyz`)).json()).toMatchObject({ status: "draining" });
  expect((await clientOf(gateway, "connect json 1.1").unary({ text: "late" })).text).toBe("late");
  expect(await drained).toBe(true);
  await expect(dial(gateway.port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("an HTTP/2 client is told to go away without losing a call that is on its way", async () => {
  const session = http2.connect(gateway.url);
  const post = () => {
    const stream = session.request({
      ":method": "POST",
      ":path": "/echo.v1.EchoService/Unary",
      "content-type": "application/grpc",
    });
    stream.end(frame(new Uint8Array()));
    return answerOf(stream);
  };
  const told = once(session, "goaway");
  const running = post();
  await entered.promise;
  const drained = drain(5_000);
  const crossing = post();
  const [, lastStreamId] = await told;
  expect(lastStreamId).toBe(2 ** 31 - 1);
  finish.resolve();
  expect((await running).trailers["grpc-status"]).toBe("0");
  expect((await crossing).trailers["grpc-status"]).toBe("0");
  expect(await drained).toBe(true);
});

test("idle connections do not hold it up", async () => {
  const idle = await dial(gateway.port);
  idle.write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
  await once(idle, "data");
  const gone = closed(idle);
  expect(await drain(5_000)).toBe(true);
  await gone;
});
