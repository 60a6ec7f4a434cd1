import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { methodOf, type Rule, vaultService } from "../../test/support/access.ts";
import { healthService } from "../health/descriptor.ts";
import { createLog } from "../telemetry/log.ts";
import { createApiKey } from "./api-keys.ts";
import { type Admission, createGuard, type Guard } from "./guard.ts";
import { openRoute, type Policy, type RoutePolicy } from "./policy.ts";

const lines: Record<string, unknown>[] = [];
const log = createLog("gateway", "debug", { write: (line) => void lines.push(JSON.parse(line)) });
const issuer = "https://id.example.com";
let folder: string;
let sign: (scope?: string, sub?: string) => Promise<string>;
let auth: NonNullable<Policy["auth"]>;
let key: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "guard-"));
  const pair = await generateKeyPair("ES256");
  sign = (scope = "", sub = "alice") =>
    new SignJWT({ scope, sub })
      .setProtectedHeader({ alg: "ES256" })
      .setIssuer(issuer)
      .setAudience("vault")
      .setExpirationTime("1h")
      .sign(pair.privateKey);
  const made = createApiKey("batch", ["vault.open"]);
  key = made.key;
  const [jwks, apiKeys] = [join(folder, "jwks.json"), join(folder, "api-keys.json")];
  writeFileSync(jwks, JSON.stringify({ keys: [await exportJWK(pair.publicKey)] }));
  writeFileSync(apiKeys, JSON.stringify({ keys: [made.entry] }));
  auth = {
    required: true,
    issuers: [{ issuer, audiences: ["vault"], algorithms: ["ES256"], jwks: { file: jwks }, clockSkewMs: 0 }],
    apiKeys,
    clientCertificates: true,
    publicDocs: false,
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

const guards: Guard[] = [];
afterEach(() => {
  vi.useRealTimers();
  lines.length = 0;
  for (const guard of guards.splice(0)) guard.close();
});

const rules: Record<string, Rule> = {
  Look: { access: { public: true } },
  Enter: {},
  Open: { access: { scopes: ["vault.open"] } },
  Watch: { stream: true },
};
/** A guard, and a way to ask it. */
const setup = (policy: { auth?: Policy["auth"]; trustedProxies?: number; route?: Partial<RoutePolicy> } = {}) => {
  const service = vaultService(rules);
  const guard = createGuard({
    policy: {
      auth: policy.auth,
      corsOrigins: [],
      trustedProxies: policy.trustedProxies ?? 0,
      routes: new Map([["vault", { ...openRoute, ...policy.route }]]),
    },
    services: [{ service, upstream: "vault" }],
    log,
  });
  guards.push(guard);
  const admit = (
    name: string,
    headers: IncomingHttpHeaders = {},
    from: { remoteAddress?: string; certificateSubject?: string } = {},
  ) => guard.admit(methodOf(service, name), { headers, remoteAddress: "192.0.2.1", ...from });
  return { guard, admit };
};
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const refusal = async (act: () => unknown): Promise<ConnectError> => {
  try {
    await act();
  } catch (error) {
    expect(error).toBeInstanceOf(ConnectError);
    return error as ConnectError;
  }
  return expect.unreachable("the call was let in");
};

test("without a policy every call is let in, at once and as nobody", () => {
  const { admit } = setup();
  for (const name of Object.keys(rules)) {
    const admission = admit(name, { authorization: "Bearer nonsense", "x-api-key": "nonsense" }) as Admission;
    expect(admission).toMatchObject({
      ...{ principal: undefined, upstreamFields: [], responseFields: [], maxRequestBytes: undefined },
      ...{ passAuthorization: true, timeouts: { defaultMs: undefined, maxMs: undefined } },
    });
    admission.release();
  }
});

test("scopes that nobody is asked for, since authentication is not configured, are told when it starts", () => {
  setup();
  expect(lines).toMatchObject([{ level: "warn", methods: ["vault.v1.ThingService/Open"] }]);
  lines.length = 0;
  setup({ auth });
  expect(lines).toEqual([]);
});

test("who shows nothing may call what is public, and is told how to show something for the rest", async () => {
  const { admit } = setup({ auth });
  expect((admit("Look") as Admission).principal).toBeUndefined();
  for (const name of ["Enter", "Open", "Watch"]) {
    const { code, rawMessage, metadata } = await refusal(() => admit(name, { authorization: "Basic dTpw" }));
    expect([code, rawMessage]).toEqual([Code.Unauthenticated, "credentials are missing"]);
    expect(metadata.get("www-authenticate")).toBe("Bearer, ApiKey");
  }
});

test("where authentication is not required, a method that says nothing is open, one with scopes is not", async () => {
  const { admit } = setup({ auth: { ...auth, required: false } });
  admit("Enter");
  expect((await refusal(() => admit("Open"))).code).toBe(Code.Unauthenticated);
});

test("a token is verified once, and then its calls are let in without waiting", async () => {
  const { admit } = setup({ auth });
  const token = bearer(await sign("vault.open"));
  const first = admit("Open", token);
  expect(first).toBeInstanceOf(Promise);
  expect((await first).upstreamFields).toEqual([
    ...["x-principal-id", "alice"],
    ...["x-principal-issuer", issuer],
    ...["x-principal-scopes", "vault.open"],
  ]);
  expect((admit("Open", token) as Admission).principal?.id).toBe("alice");
});

test("an API key is let in without waiting, in either field", () => {
  const { admit } = setup({ auth });
  for (const headers of [{ "x-api-key": key }, { authorization: `ApiKey ${key}` }]) {
    expect((admit("Open", headers) as Admission).principal).toMatchObject({ id: "batch", issuer: "api-key" });
  }
});

test("the subject of a client certificate is let in where that is asked for, and credentials come before it", async () => {
  const from = { certificateSubject: "CN=printer,O=Example" };
  const { admit } = setup({ auth });
  expect((admit("Enter", {}, from) as Admission).upstreamFields.slice(0, 4)).toEqual([
    ...["x-principal-id", "CN=printer,O=Example"],
    ...["x-principal-issuer", "client-certificate"],
  ]);
  expect((admit("Enter", { "x-api-key": key }, from) as Admission).principal?.id).toBe("batch");
  expect((await refusal(() => admit("Open", {}, from))).code).toBe(Code.PermissionDenied);
  const without = setup({ auth: { ...auth, clientCertificates: false } });
  expect((await refusal(() => without.admit("Enter", {}, from))).code).toBe(Code.Unauthenticated);
});

test("who lacks a scope is refused, and told which", async () => {
  const { admit } = setup({ auth });
  const token = bearer(await sign("other"));
  await admit("Enter", token);
  const { code, rawMessage } = await refusal(() => admit("Open", token));
  expect([code, rawMessage]).toEqual([Code.PermissionDenied, "the scope vault.open is missing"]);
});

test("credentials that are not valid are refused, for what is public as well", async () => {
  const { admit } = setup({ auth });
  for (const name of ["Look", "Enter"]) {
    expect((await refusal(() => admit(name, bearer("nonsense")))).rawMessage).toBe("the token is not valid");
    expect((await refusal(() => admit(name, { "x-api-key": "nonsense" }))).rawMessage).toBe("the API key is not valid");
  }
});

test("a kind of credentials that is not configured says nothing", async () => {
  const { admit } = setup({ auth: { ...auth, issuers: [], clientCertificates: false } });
  const { rawMessage, metadata } = await refusal(() => admit("Enter", bearer("nonsense")));
  expect([rawMessage, metadata.get("www-authenticate")]).toEqual(["credentials are missing", "ApiKey"]);
});

const one = { rateLimit: { requests: 1, windowSeconds: 60, by: "principal" } } as const;

test("each principal has a limit of its own, and its answers say what is left", async () => {
  const { admit } = setup({ auth, route: one });
  const [alice, bob] = [bearer(await sign("", "alice")), bearer(await sign("", "bob"))];
  expect((await admit("Enter", alice)).responseFields).toEqual([
    ...["ratelimit-policy", '"principal";q=1;w=60'],
    ...["ratelimit", '"principal";r=0;t=60'],
  ]);
  const { code, metadata } = await refusal(() => admit("Look", alice));
  expect([code, metadata.get("retry-after")]).toEqual([Code.ResourceExhausted, "60"]);
  await admit("Enter", bob);
});

test("who is nobody is told apart by address, and by nothing that it can make up", async () => {
  const { admit } = setup({ auth, route: one });
  admit("Look", { "x-forwarded-for": "203.0.113.1" });
  expect((await refusal(() => admit("Look", { "x-forwarded-for": "203.0.113.2" }))).code).toBe(Code.ResourceExhausted);
  admit("Look", {}, { remoteAddress: "192.0.2.2" });
  const proxied = setup({ trustedProxies: 1, route: one });
  proxied.admit("Look", { "x-forwarded-for": "203.0.113.1" });
  proxied.admit("Look", { "x-forwarded-for": "203.0.113.2" });
  await refusal(() => proxied.admit("Look", { "x-forwarded-for": "9.9.9.9, 203.0.113.2" }));
});

test("a limit by address counts all principals behind it together", async () => {
  const { admit } = setup({ auth, route: { rateLimit: { ...one.rateLimit, by: "address" } } });
  await admit("Enter", bearer(await sign("", "alice")));
  await refusal(async () => admit("Enter", bearer(await sign("", "bob"))));
});

test("trying out credentials counts against the address, and not against who they were of", async () => {
  const { admit } = setup({ auth, route: one });
  const alice = bearer(await sign());
  await admit("Enter", alice);
  const attempt = () => refusal(() => admit("Enter", bearer("nonsense"), { remoteAddress: "192.0.2.9" }));
  expect((await attempt()).code).toBe(Code.Unauthenticated);
  expect((await attempt()).code).toBe(Code.ResourceExhausted);
  expect((await refusal(() => admit("Look", {}, { remoteAddress: "192.0.2.9" }))).code).toBe(Code.ResourceExhausted);
  await admit("Enter", { "x-api-key": key }, { remoteAddress: "192.0.2.9" });
});

test("calls at a time are limited for all methods of an upstream, until they are released", async () => {
  const { admit } = setup({ route: { maxConcurrentCalls: 2 } });
  const first = admit("Look") as Admission;
  admit("Enter");
  const { code, rawMessage } = await refusal(() => admit("Watch"));
  expect([code, rawMessage]).toEqual([Code.ResourceExhausted, "too many requests at the same time"]);
  first.release();
  first.release();
  admit("Watch");
  await refusal(() => admit("Look"));
});

test("a default deadline is for answers of one message, the maximum for all", () => {
  const { admit } = setup({ route: { defaultTimeoutMs: 1_000, maxTimeoutMs: 5_000, maxRequestBytes: 64 } });
  expect(admit("Look")).toMatchObject({ timeouts: { defaultMs: 1_000, maxMs: 5_000 }, maxRequestBytes: 64 });
  expect(admit("Watch")).toMatchObject({ timeouts: { defaultMs: undefined, maxMs: 5_000 } });
});

test("a method of no route has no limits, and needs what every method needs", async () => {
  const { guard } = setup({ auth, route: one });
  const own = methodOf(vaultService({ Reflect: {} }), "Reflect");
  const request = { headers: { "x-api-key": key }, remoteAddress: "192.0.2.1" };
  for (let i = 0; i < 3; i++) expect((guard.admit(own, request) as Admission).responseFields).toEqual([]);
  expect((await refusal(() => guard.admit(own, { ...request, headers: {} }))).code).toBe(Code.Unauthenticated);
});

test("a method is open that needs no credentials", () => {
  const openOf = (policy?: Policy["auth"]) => {
    const service = vaultService(rules);
    const { guard } = setup({ auth: policy });
    return Object.keys(rules).filter((name) => guard.isOpen(methodOf(service, name)));
  };
  expect(openOf()).toEqual(["Look", "Enter", "Open", "Watch"]);
  expect(openOf(auth)).toEqual(["Look"]);
  expect(openOf({ ...auth, required: false })).toEqual(["Look", "Enter", "Watch"]);
});

test("the pages need what every method needs, unless they are public", async () => {
  const request = (headers: IncomingHttpHeaders) => ({ headers, remoteAddress: "192.0.2.1" });
  setup().guard.admitToDocs(request({}));
  const guarded = setup({ auth }).guard;
  expect((await refusal(() => guarded.admitToDocs(request({})))).code).toBe(Code.Unauthenticated);
  expect(guarded.admitToDocs(request({ "x-api-key": key }))).toMatchObject({ principal: { id: "batch" } });
  await guarded.admitToDocs(request(bearer(await sign())));
  setup({ auth: { ...auth, publicDocs: true } }).guard.admitToDocs(request({}));
  setup({ auth: { ...auth, required: false } }).guard.admitToDocs(request({}));
});

test("the gateway's own health is public", () => {
  const { guard } = setup({ auth });
  const admission = guard.admit(healthService.method.check, { headers: {}, remoteAddress: "192.0.2.1" });
  expect((admission as Admission).principal).toBeUndefined();
});

test("a method that contradicts itself keeps the gateway from starting", () => {
  const service = vaultService({ Open: { access: { public: true, scopes: ["a"] } } });
  const policy: Policy = { auth, corsOrigins: [], trustedProxies: 0, routes: new Map() };
  expect(() => createGuard({ policy, services: [{ service, upstream: "vault" }], log })).toThrow("ThingService.Open");
});
