import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { version } from "../src/version.ts";
import { echoService } from "./support/echo.ts";
import { createFiles, type GatewayProcess, runGateway, spawnGateway } from "./support/process.ts";
import { closedPort } from "./support/raw.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

const entered: (() => void)[] = [];
const finish: (() => void)[] = [];
let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startUpstream({
    impl: {
      async unary({ text }) {
        if (text === "wait") await new Promise<void>((resolve) => finish.push(resolve) && entered.shift()?.());
        return { text };
      },
    },
  });
});
afterAll(() => upstream[Symbol.asyncDispose]());

/** Starts a call and resolves when it runs at the upstream. */
async function waitingCall(gateway: GatewayProcess) {
  const { address } = await gateway.logged("listening");
  const client = createClient(echoService, createGrpcTransport({ baseUrl: `http://${address}` }));
  const running = new Promise<void>((resolve) => entered.push(resolve));
  const answer = client.unary({ text: "wait" }).then(
    ({ text }) => text,
    (reason: unknown) => ConnectError.from(reason).code,
  );
  await running;
  return { address: String(address), answer };
}

test("version, --help and mistakes in the arguments", async () => {
  expect(await runGateway(["version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  const help = await runGateway(["--help"]);
  expect([help.code, help.stderr]).toEqual([0, ""]);
  for (const word of ["serve", "healthcheck", "version", "Examples:"]) expect(help.stdout).toContain(word);
  const unknown = await runGateway(["fly"]);
  expect([unknown.code, unknown.stdout]).toEqual([2, ""]);
  expect(unknown.stderr).toMatch(/^unknown sub-command: fly\n/);
  expect((await runGateway(["serve", "now"])).code).toBe(2);
});

test("openapi prints the document of what would be served, or what is wrong with it", async () => {
  const { code, stdout, stderr } = await runGateway(["openapi"], { OTEL_SERVICE_NAME: "shop" });
  expect([code, stderr]).toEqual([0, ""]);
  const { openapi, info, paths } = JSON.parse(stdout);
  expect({ openapi, info }).toEqual({ openapi: "3.1.1", info: { title: "shop", version } });
  expect(Object.keys(paths).length).toBeGreaterThan(0);
  const wrong = await runGateway(["openapi"], { ROUTES_FILE: "/nowhere.json" });
  expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
  expect(wrong.stderr).toMatch(/^ROUTES_FILE ENOENT/);
});

test("a wrong configuration ends it with 2 and names all that is wrong", async () => {
  const files = createFiles();
  const { code, stderr } = await runGateway([], { ...files.env, LISTEN_ADDRESS: "nowhere", DRAIN_TIMEOUT: "soon" });
  files.remove();
  expect(code).toBe(2);
  const lines = stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ level, problem }) => [level, problem.split(" ")[0]])).toEqual([
    ["error", "LISTEN_ADDRESS"],
    ["error", "DRAIN_TIMEOUT"],
  ]);
});

test("a port that is taken ends it with 1", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  await using gateway = await spawnGateway(upstream.address, { LISTEN_ADDRESS: `127.0.0.1:${port}` });
  expect(await gateway.logged("cannot listen")).toMatchObject({ level: "error" });
  expect(await gateway.exited).toBe(1);
  other.close();
});

test("SIGTERM: readiness goes off, the call that runs is finished, the process ends with 0", async () => {
  await using gateway = await spawnGateway(upstream.address, { DRAIN_DELAY: "2s" });
  const { address, answer } = await waitingCall(gateway);
  expect((await runGateway(["healthcheck"], { LISTEN_ADDRESS: address })).code).toBe(0);
  gateway.child.kill("SIGTERM");
  await gateway.logged("draining");
  const ready = await fetch(`http://${address}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: "draining", notServing: [] }]);
  finish.shift()?.();
  expect(await answer).toBe("wait");
  expect(await gateway.exited).toBe(0);
  expect(gateway.log.at(-1)).toMatchObject({ msg: "stopped" });
});

test("a call that outlasts DRAIN_TIMEOUT is told so, and the process ends with 1", async () => {
  await using gateway = await spawnGateway(upstream.address, { DRAIN_TIMEOUT: "100ms" });
  const { answer } = await waitingCall(gateway);
  gateway.child.kill("SIGINT");
  expect(await answer).toBe(Code.Unavailable);
  expect(await gateway.exited).toBe(1);
});

test("a second signal ends it at once", async () => {
  await using gateway = await spawnGateway(upstream.address, { DRAIN_TIMEOUT: "10m" });
  // Its end is not looked at: the client may never tell of a connection that is reset after GOAWAY.
  await waitingCall(gateway);
  gateway.child.kill("SIGTERM");
  await gateway.logged("draining");
  gateway.child.kill("SIGTERM");
  expect(await gateway.exited).toBe(1);
  expect(gateway.log.at(-1)).toMatchObject({ msg: "a second signal: exiting without draining" });
});

test("healthcheck fails where nobody answers, and where nobody is ready", async () => {
  const nobody = `127.0.0.1:${await closedPort()}`;
  expect((await runGateway(["healthcheck"], { LISTEN_ADDRESS: nobody })).code).toBe(1);
  expect((await runGateway(["healthcheck"], { LISTEN_ADDRESS: "nowhere" })).code).toBe(2);
  await using gateway = await spawnGateway(nobody);
  const { address } = await gateway.logged("listening");
  expect((await runGateway(["healthcheck"], { LISTEN_ADDRESS: String(address) })).code).toBe(1);
});
