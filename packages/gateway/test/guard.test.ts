import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPolicy, openRoute, type Policy, type RoutePolicy } from "../src/guard/policy.ts";
import { healthService, servingStatus } from "../src/health/descriptor.ts";
import { reflectionService } from "../src/reflection/descriptor.ts";
import { clientOf, protocols, startGateway, type TestGateway, transportTo } from "./support/gateway.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

const issuer = "https://id.example.com";
let folder: string;
let upstream: FakeUpstream;
let auth: NonNullable<Policy["auth"]>;
let token: string;

beforeAll(async () => {
  upstream = await startUpstream({
    impl: {
      unary({ text }) {
        if (text === "fail") throw new ConnectError("as it was told", Code.Aborted);
        return { text };
      },
      async *server(_, { signal }) {
        yield { text: "one" };
        await once(signal, "abort");
      },
    },
  });
  folder = mkdtempSync(join(tmpdir(), "guard-"));
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const file = join(folder, "keys.json");
  writeFileSync(file, JSON.stringify({ keys: [await exportJWK(publicKey)] }));
  const source = { issuer, audiences: ["echo"], algorithms: ["ES256"], jwks: { file }, clockSkewMs: 0 } as const;
  auth = { required: true, issuers: [source], apiKeys: undefined, clientCertificates: false, publicDocs: false };
  token = await new SignJWT({ sub: "alice", scope: "read" })
    .setProtectedHeader({ alg: "ES256" })
    .setIssuer(issuer)
    .setAudience("echo")
    .setExpirationTime("1h")
    .sign(privateKey);
});
afterAll(async () => {
  await upstream[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const start = ({ auth, route }: { auth?: Policy["auth"]; route?: Partial<RoutePolicy> } = {}): Promise<TestGateway> => {
  const routes = new Map([["echo", { ...openRoute, ...route }]]);
  return startGateway([upstream], { policy: { ...openPolicy, auth, routes } });
};
const seen = () => upstream.calls.at(-1)?.requestHeader ?? new Headers();
const failure = (call: Promise<unknown>): Promise<ConnectError> =>
  call.then(
    () => expect.unreachable("the call was let in"),
    (reason: unknown) => ConnectError.from(reason),
  );
const forged = {
  "x-principal-id": "root",
  "X-Principal-Scopes": "everything",
  "x-principal-more": "1",
  "x-own": "kept",
};

test.each(protocols)("over %s a caller without credentials is refused, and challenged", async (protocol) => {
  await using gateway = await start({ auth });
  const calls = upstream.calls.length;
  const error = await failure(clientOf(gateway, protocol).unary({ text: "hi" }));
  expect([error.code, error.rawMessage]).toEqual([Code.Unauthenticated, "credentials are missing"]);
  expect(error.metadata.get("www-authenticate")).toBe("Bearer");
  expect(upstream.calls.length).toBe(calls);
});

test.each(protocols)("over %s the upstream is told who calls, whatever the client claims", async (protocol) => {
  await using gateway = await start({ auth });
  const headers = { ...forged, authorization: `Bearer ${token}` };
  for (let i = 0; i < 2; i++) {
    expect((await clientOf(gateway, protocol).unary({ text: "hi" }, { headers })).text).toBe("hi");
    const { "x-own": own, ...principal } = Object.fromEntries(
      [...seen()].filter(([name]) => /^x-(?!request)/.test(name)),
    );
    expect(principal).toEqual({
      ...{ "x-principal-id": "alice", "x-principal-issuer": issuer, "x-principal-scopes": "read" },
    });
    expect(own).toBe("kept");
    expect(seen().has("authorization")).toBe(false);
  }
});

test("without authentication nobody can claim to be anybody either, and credentials are the upstream's business", async () => {
  await using gateway = await start();
  await clientOf(gateway).unary({}, { headers: { ...forged, authorization: "Bearer x" } });
  expect([...seen().keys()].filter((name) => name.includes("principal"))).toEqual([]);
  expect(seen().get("authorization")).toBe("Bearer x");
});

test("credentials are passed on where the route says so", async () => {
  await using gateway = await start({ auth, route: { passAuthorization: true } });
  await clientOf(gateway).unary({}, { headers: { ...forged, authorization: `Bearer ${token}` } });
  expect(seen().get("authorization")).toBe(`Bearer ${token}`);
  expect(seen().get("x-principal-id")).toBe("alice");
});

test("health needs no credentials, the list of what there is does", async () => {
  await using gateway = await start({ auth });
  const transport = transportTo(gateway.url, "grpc binary 2");
  expect((await createClient(healthService, transport).check({})).status).toBe(servingStatus.serving);
  const list = createClient(reflectionService, transport).serverReflectionInfo(
    (async function* () {
      yield { messageRequest: { case: "listServices", value: "" } } as const;
    })(),
  );
  expect((await failure(list[Symbol.asyncIterator]().next())).code).toBe(Code.Unauthenticated);
});

test.each(protocols)("over %s a limit of requests is told, and held", async (protocol) => {
  await using gateway = await start({ route: { rateLimit: { requests: 1, windowSeconds: 60, by: "address" } } });
  const client = clientOf(gateway, protocol);
  const told: Headers[] = [];
  await client.unary({}, { onHeader: (headers) => void told.push(headers) });
  expect(told[0]?.get("ratelimit-policy")).toBe('"address";q=1;w=60');
  expect(told[0]?.get("ratelimit")).toBe('"address";r=0;t=60');
  const error = await failure(client.unary({}));
  expect(error.code).toBe(Code.ResourceExhausted);
  expect(error.metadata.get("retry-after")).toBe("60");
  expect(error.details.map((detail) => "type" in detail && detail.type)).toEqual(["google.rpc.RetryInfo"]);
});

test("a request message has the limit of its route", async () => {
  await using gateway = await start({ route: { maxRequestBytes: 64 } });
  await clientOf(gateway).unary({ text: "a".repeat(40) });
  const error = await failure(clientOf(gateway).unary({ text: "a".repeat(80) }));
  expect([error.code, error.rawMessage]).toEqual([
    Code.ResourceExhausted,
    "the request message is larger than 64 bytes",
  ]);
});

test("a call that ends makes room for another, whichever way it ended", async () => {
  await using gateway = await start({ route: { maxConcurrentCalls: 1 } });
  const client = clientOf(gateway);
  // A stream that was left is over when the gateway has read so.
  const letIn = () =>
    client.unary({}).then(
      () => true,
      (reason: unknown) => ConnectError.from(reason).rawMessage,
    );
  expect(await letIn()).toBe(true);
  expect((await failure(client.unary({ text: "fail" }))).code).toBe(Code.Aborted);
  expect(await letIn()).toBe(true);
  const leave = new AbortController();
  const stream = client.server({}, { signal: leave.signal })[Symbol.asyncIterator]();
  await stream.next();
  expect(await letIn()).toBe("too many requests at the same time");
  leave.abort();
  await failure(stream.next());
  await expect.poll(letIn).toBe(true);
});
