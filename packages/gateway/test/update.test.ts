import { writeFileSync } from "node:fs";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { openPolicy, openRoute } from "../src/guard/policy.ts";
import { echoRegistry } from "./support/echo.ts";
import { clientOf, startGateway } from "./support/gateway.ts";
import { spawnGateway } from "./support/process.ts";
import { startUpstream } from "./support/upstream.ts";

const routeTo = (address: string) => ({ upstream: "echo", packages: ["echo.v1"], address });
const codeOf = (call: Promise<unknown>): Promise<Code | "ok"> =>
  call.then(
    () => "ok" as const,
    (reason: unknown) => ConnectError.from(reason).code,
  );

test("another upstream serves from now on, and a call that runs is finished by the one it began with", async () => {
  const entered = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  await using one = await startUpstream({
    name: "one",
    impl: {
      async unary({ text }) {
        entered.resolve();
        await finish.promise;
        return { text, upstream: "one" };
      },
    },
  });
  await using two = await startUpstream({ name: "two" });
  await using gateway = await startGateway([one]);
  const running = clientOf(gateway).unary({});
  await entered.promise;
  gateway.gateway.update({ registry: echoRegistry, routes: [routeTo(two.address)] });
  expect((await clientOf(gateway).unary({})).upstream).toBe("two");
  finish.resolve();
  expect((await running).upstream).toBe("one");
});

test("a route that is the same keeps its connections", async () => {
  await using upstream = await startUpstream();
  await using gateway = await startGateway([upstream]);
  await clientOf(gateway).unary({});
  const before = [...upstream.sockets];
  gateway.gateway.update({ registry: echoRegistry, routes: [routeTo(upstream.address)] });
  await clientOf(gateway).unary({});
  expect([...upstream.sockets]).toEqual(before);
});

test("a policy comes into force with the update, for calls that begin then", async () => {
  await using upstream = await startUpstream();
  await using gateway = await startGateway([upstream]);
  expect(await codeOf(clientOf(gateway).unary({}))).toBe("ok");
  const auth = { required: true, issuers: [], apiKeys: undefined, clientCertificates: true, publicDocs: false };
  const routes = new Map([["echo", openRoute]]);
  const policy = { ...openPolicy, auth, routes };
  gateway.gateway.update({ registry: echoRegistry, routes: [routeTo(upstream.address)], policy });
  expect(await codeOf(clientOf(gateway).unary({}))).toBe(Code.Unauthenticated);
});

test("what does not fit together is refused, and changes nothing", async () => {
  await using upstream = await startUpstream();
  await using gateway = await startGateway([upstream]);
  const routes = [{ ...routeTo(upstream.address), packages: ["no.v1"] }];
  expect(() => gateway.gateway.update({ registry: echoRegistry, routes })).toThrow("no service is described in no.v1");
  expect(await codeOf(clientOf(gateway).unary({}))).toBe("ok");
});

test("the process serves other routes when their file changes, keeps them when it is wrong, and reads it on SIGHUP", async () => {
  await using one = await startUpstream({ name: "one" });
  await using two = await startUpstream({ name: "two" });
  // Without a variable for the address, for that would count more than the file.
  await using gateway = await spawnGateway("", {});
  const { address } = await gateway.logged("listening");
  const client = clientOf({ url: `http://${address}` });
  const write = (content: string) => writeFileSync(gateway.routesFile, content);

  write(JSON.stringify({ routes: [routeTo(one.address)] }));
  gateway.child.kill("SIGHUP");
  await gateway.logged("routes and descriptors were read again");
  expect((await client.unary({})).upstream).toBe("one");

  write("{");
  gateway.child.kill("SIGHUP");
  expect(await gateway.logged("what is served was not changed: the files are wrong")).toMatchObject({
    level: "error",
    problem: expect.stringMatching(/^ROUTES_FILE /),
  });
  expect((await client.unary({})).upstream).toBe("one");

  write(JSON.stringify({ routes: [routeTo(two.address)] }));
  await gateway.logged("routes and descriptors were read again", 2);
  expect((await client.unary({})).upstream).toBe("two");
});
