import { expect, test } from "vitest";
import { edgePolicy, gatewayPolicy, guardedShop } from "../testing/policy.ts";
import { shop, type WrittenManifest, workspace } from "../testing/workspace.ts";
import { ManifestError } from "./error.ts";
import { readManifest } from "./read.ts";

/** What reading finds wrong with a manifest, as `path: message`. */
function findings(manifest: WrittenManifest): string[] {
  using place = workspace(manifest);
  try {
    readManifest(place.root);
  } catch (error) {
    if (error instanceof ManifestError) return error.findings.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}
const ofGateway = (policy: unknown) => findings(guardedShop(policy));
const ofEdge = (policy: unknown) => findings(guardedShop({}, policy));
const ofIssuer = (change: object) =>
  ofGateway({ auth: { issuers: [{ ...gatewayPolicy.auth.issuers[0], ...change }] } });

test("a policy is read as it was written", () => {
  using place = workspace(guardedShop());
  const { components, edges } = readManifest(place.root);
  expect(components.map(({ policy }) => policy)).toEqual([gatewayPolicy, undefined, undefined, undefined]);
  expect(edges.map(({ policy }) => policy)).toEqual([edgePolicy, undefined, undefined]);
});

test("a policy may say nothing", () => {
  expect(findings(guardedShop({}, {}))).toEqual([]);
  expect(ofEdge({ limits: {}, tls: {} })).toEqual([]);
});

test.each(["service", "engine", "database"])("a policy of a component of kind %s is refused", (kind) => {
  const manifest = shop();
  const index = manifest.components.findIndex((one) => one.kind === kind);
  Object.assign(manifest.components[index] ?? {}, { policy: { trustedProxies: 1 } });
  expect(findings(manifest)).toEqual([`/components/${index}/policy: a component of this kind has none; remove it`]);
});

test("a policy of an edge that does not begin at the gateway is refused", () => {
  const manifest = shop();
  manifest.edges[1] = { from: "orders", to: "stock-match", policy: { passAuthorization: true } };
  expect(findings(manifest)).toEqual([
    "/edges/1/policy: only the calls of a gateway have one, and orders is of kind service; remove it",
  ]);
});

test.each<[string, unknown, string]>([
  ["what belongs to an edge", { limits: {} }, "/limits: there is no such field."],
  ["a field nobody knows", { auth: { issuer: [] } }, '/auth/issuer: there is no such field. Did you mean "issuers"?'],
  ["proxies that are no number", { trustedProxies: "1" }, "/trustedProxies: must be integer"],
  ["too many proxies", { trustedProxies: 33 }, "/trustedProxies: must be <= 32"],
  ["no list of origins", { cors: {} }, "/cors/allowedOrigins: is missing"],
  ["a file without a name", { auth: { apiKeys: "" } }, "/auth/apiKeys: must NOT have fewer than 1 characters"],
])("of the gateway: %s", (_, policy, finding) => {
  expect(ofGateway(policy)).toEqual([`/components/0/policy${finding}`]);
});

test.each([
  "example.com",
  "https://example.com/",
  "https://Example.com",
  "https://*.com",
  "https://a.*.com",
  "ftp://example.com",
])("of the gateway: %s is no origin", (origin) => {
  expect(ofGateway({ cors: { allowedOrigins: ["*", origin] } })).toEqual([
    `/components/0/policy/cors/allowedOrigins/1: must look like "https://example.com" or "https://*.example.com" or "*", not "${origin}"`,
  ]);
});

test.each<[string, object, string]>([
  ["no audience", { audiences: [] }, "/audiences: must NOT have fewer than 1 items"],
  ["no algorithms", { algorithms: undefined }, "/algorithms: is missing"],
  ["an algorithm with a secret", { algorithms: ["HS256"] }, "/algorithms/0: must be one of RS256, RS384, "],
  ["no source of keys", { jwks: {} }, "/jwks: must hold at least 1 of url, file"],
  ["two sources of keys", { jwks: { url: "https://a.example", file: "b" } }, "/jwks: must hold at most 1 of url, file"],
  ["keys that come in the clear", { jwks: { url: "http://a.example" } }, "/jwks/url: must look like "],
  ["a host that only begins well", { jwks: { url: "http://localhost.example" } }, "/jwks/url: must look like "],
  ["a skew without a unit", { clockSkew: "30" }, '/clockSkew: must look like "500ms" or "10s" or "1m30s", not "30"'],
])("of an issuer: %s", (_, change, finding) => {
  expect(ofIssuer(change)).toEqual([expect.stringContaining(`/components/0/policy/auth/issuers/0${finding}`)]);
});

test("of an issuer: keys may come in the clear from the machine itself", () => {
  for (const url of ["http://localhost:8081/keys", "http://127.0.0.1/keys", "http://[::1]:1/keys"]) {
    expect(ofIssuer({ jwks: { url } })).toEqual([]);
  }
});

test.each<[string, unknown, string]>([
  ["what belongs to the gateway", { cors: {} }, "/cors: there is no such field."],
  ["a field nobody knows", { limit: {} }, '/limit: there is no such field. Did you mean "limits"?'],
  ["a flag that is none", { passAuthorization: "yes" }, "/passAuthorization: must be boolean"],
  ["a rate without a window", { limits: { rateLimit: { requests: 1 } } }, "/limits/rateLimit/window: is missing"],
  [
    "a rate of nobody",
    { limits: { rateLimit: { requests: 1, window: "1s", by: "host" } } },
    "/limits/rateLimit/by: must be one of principal, address",
  ],
  [
    "no request at all",
    { limits: { rateLimit: { requests: 0, window: "1s" } } },
    "/limits/rateLimit/requests: must be >= 1",
  ],
  ["a size in words", { limits: { maxRequestBytes: "64k" } }, "/limits/maxRequestBytes: must be integer"],
  ["a size out of range", { limits: { maxRequestBytes: 2 ** 32 } }, "/limits/maxRequestBytes: must be <= 4294967295"],
  ["half a call", { limits: { maxConcurrentCalls: 0.5 } }, "/limits/maxConcurrentCalls: must be integer"],
  ["a certificate without its key", { tls: { certFile: "a" } }, "/tls/keyFile: is missing: certFile needs it"],
  ["a key without its certificate", { tls: { keyFile: "a" } }, "/tls/certFile: is missing: keyFile needs it"],
  ["TLS that is switched on", { tls: true }, "/tls: must be object"],
  ["caching that is switched on", { cache: true }, "/cache: must be object"],
  [
    "a field as it is often written",
    { cache: { vary: ["X-Tenant"] } },
    '/cache/vary/0: must look like "x-tenant", not "X-Tenant"',
  ],
])("of an edge: %s", (_, policy, finding) => {
  expect(ofEdge(policy)).toContain(`/edges/0/policy${finding}`);
});

test("durations are written as the gateway reads them", () => {
  const ofTimeout = (maxTimeout: unknown) => ofEdge({ limits: { maxTimeout } });
  for (const text of ["500ms", "1.5s", "2m", "1h30m"]) expect(ofTimeout(text)).toEqual([]);
  expect(ofEdge({ cache: { maxAge: "10s" } })).toEqual([]);
  for (const text of ["", "10", "s", "1d", "-1s", "1s "]) {
    expect(ofTimeout(text)).toEqual([expect.stringContaining("/edges/0/policy/limits/maxTimeout: must look like")]);
  }
});
