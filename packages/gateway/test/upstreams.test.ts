import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { clientOf, protocols, startGateway, until } from "./support/gateway.ts";
import { closedPort } from "./support/raw.ts";
import { startUpstream } from "./support/upstream.ts";

const errorOf = (call: Promise<unknown>): Promise<ConnectError> =>
  call.then(
    () => expect.unreachable("the call succeeded"),
    (reason: unknown) => ConnectError.from(reason),
  );

test.each(protocols)("over %s a call to an upstream that is down is UNAVAILABLE, in clear words", async (protocol) => {
  await using gateway = await startGateway([`127.0.0.1:${await closedPort()}`], { awaitReady: false });
  const error = await errorOf(clientOf(gateway, protocol).unary({}));
  expect(error.code).toBe(Code.Unavailable);
  expect(error.rawMessage).toBe("echo.v1.EchoService is unavailable");
  const reason = gateway.log.find(({ msg }) => msg === "a call failed on its way to an upstream");
  expect(reason).toMatchObject({ level: "warn", upstream: "echo", trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
});

test("an upstream that comes back is used again, without a restart", async () => {
  const port = await closedPort();
  await using gateway = await startGateway([`127.0.0.1:${port}`], { awaitReady: false });
  expect((await errorOf(clientOf(gateway).unary({}))).code).toBe(Code.Unavailable);
  await using upstream = await startUpstream({ port });
  await until(gateway.gateway, () => gateway.gateway.readiness.ready);
  expect((await clientOf(gateway).unary({ text: "back" })).upstream).toBe(upstream.name);
});

test("calls are balanced over the addresses of a list, one of which refuses connections", async () => {
  await using one = await startUpstream({ name: "one" });
  await using two = await startUpstream({ name: "two" });
  await using gateway = await startGateway([`127.0.0.1:${await closedPort()}`, one, two]);
  await until(gateway.gateway, () =>
    gateway.gateway.upstreams.every((upstream) => !Object.values(upstream.health()).includes("unknown")),
  );
  const client = clientOf(gateway);
  const answers = await Promise.all(Array.from({ length: 10 }, () => client.unary({})));
  expect(answers.filter(({ upstream }) => upstream === "one")).toHaveLength(5);
  expect(answers.filter(({ upstream }) => upstream === "two")).toHaveLength(5);
});

test.each(protocols)("over %s a connection that is lost under a call is UNAVAILABLE", async (protocol) => {
  const entered = Promise.withResolvers<HandlerContext>();
  await using upstream = await startUpstream({
    impl: {
      async *server(_, context) {
        yield { text: "first" };
        entered.resolve(context);
        await once(context.signal, "abort");
      },
    },
  });
  await using gateway = await startGateway([upstream]);
  const answers = clientOf(gateway, protocol).server({})[Symbol.asyncIterator]();
  expect((await answers.next()).value?.text).toBe("first");
  const failing = errorOf(answers.next());
  await entered.promise;
  for (const socket of upstream.sockets) socket.destroy();
  const error = await failing;
  expect(error.code).toBe(Code.Unavailable);
  expect(error.rawMessage).toBe("echo.v1.EchoService is unavailable");
});

test("a call that runs when its connection is told to go away is finished", async () => {
  const entered = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  await using upstream = await startUpstream({
    impl: {
      async unary({ text }) {
        entered.resolve();
        await finish.promise;
        return { text };
      },
    },
  });
  await using gateway = await startGateway([upstream]);
  const call = clientOf(gateway).unary({ text: "finished" });
  await entered.promise;
  for (const session of upstream.sessions) session.close();
  finish.resolve();
  expect((await call).text).toBe("finished");
});

test("a call that a connection does not begin any more, for it is going away, is UNAVAILABLE", async () => {
  await using upstream = await startUpstream({
    impl: {
      async unary(_, context) {
        // The health check was the connection's first stream, and is the last one that it says to have begun.
        for (const session of upstream.sessions) session.goaway(0, 1);
        await once(context.signal, "abort");
        return {};
      },
    },
  });
  await using gateway = await startGateway([upstream]);
  const error = await errorOf(clientOf(gateway).unary({}));
  expect(error.code).toBe(Code.Unavailable);
  expect(error.rawMessage).toBe("echo.v1.EchoService is unavailable");
});

test("a call whose peer says that it goes away, and then is gone, is UNAVAILABLE", async () => {
  await using upstream = await startUpstream({
    impl: {
      async unary() {
        for (const session of upstream.sessions) session.goaway();
        // A process that ends with something unread resets its connections. Node takes it for an orderly end after GOAWAY.
        setTimeout(() => {
          for (const socket of upstream.sockets) socket.resetAndDestroy();
        }, 10);
        return new Promise<never>(() => undefined);
      },
    },
  });
  await using gateway = await startGateway([upstream]);
  const error = await errorOf(clientOf(gateway).unary({}));
  expect(error.code).toBe(Code.Unavailable);
});

test("a bug of an upstream shows its own words only", async () => {
  await using upstream = await startUpstream({
    impl: {
      unary() {
        throw new Error("password=secret at /srv/app.js:1");
      },
    },
  });
  await using gateway = await startGateway([upstream]);
  const error = await errorOf(clientOf(gateway).unary({}));
  expect(error.code).toBe(Code.Internal);
  expect(error.rawMessage).not.toContain("secret");
});

test("an answer beyond the limit is RESOURCE_EXHAUSTED", async () => {
  await using upstream = await startUpstream();
  await using gateway = await startGateway([upstream], { maxResponseBytes: 1024 });
  // It does not get smaller by compression, which the upstream and this client agree on.
  const error = await errorOf(clientOf(gateway).unary({ payload: randomBytes(2000) }));
  expect(error.code).toBe(Code.ResourceExhausted);
  expect(error.rawMessage).toBe("the answer is larger than the gateway passes on");
});
