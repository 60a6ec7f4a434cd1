import { expect, test } from "vitest";
import { readPolicy } from "./read-policy.ts";

const read = (content: unknown) => {
  const result = readPolicy(content, "/etc/gateway");
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return result.value;
};
const problems = (content: unknown) => {
  const result = readPolicy(content, "/etc/gateway");
  return result.ok ? [] : result.problems;
};
const issuer = {
  issuer: "https://id.example.com",
  audiences: ["orders"],
  algorithms: ["RS256"],
  jwks: { url: "https://id.example.com/keys" },
};
const route = { upstream: "orders", packages: ["orders.v1"], address: "127.0.0.1:9000" };

test("a file that says nothing of it limits nothing and asks nobody", () => {
  const policy = read({ $generated: "by a tool", routes: [route] });
  expect(policy).toMatchObject({ auth: undefined, corsOrigins: [], trustedProxies: 0 });
  expect(policy.routes.get("orders")).toEqual({
    passAuthorization: false,
    rateLimit: undefined,
    maxRequestBytes: undefined,
    defaultTimeoutMs: undefined,
    maxTimeoutMs: undefined,
    maxConcurrentCalls: undefined,
    cache: undefined,
  });
});

test("everything that can be said is understood", () => {
  const policy = read({
    auth: {
      required: false,
      issuers: [issuer, { ...issuer, issuer: "internal", jwks: { file: "keys.json" }, clockSkew: "5s" }],
      apiKeys: "api-keys.json",
      clientCertificates: true,
      publicDocs: true,
    },
    cors: { allowedOrigins: ["https://example.com", "https://*.example.com"] },
    trustedProxies: 2,
    routes: [
      {
        ...route,
        passAuthorization: true,
        limits: {
          rateLimit: { requests: 100, window: "1m", by: "address" },
          maxRequestBytes: 1024,
          defaultTimeout: "10s",
          maxTimeout: "1m",
          maxConcurrentCalls: 8,
        },
        cache: { maxAge: "30s", shared: true, vary: ["x-tenant"] },
      },
    ],
  });
  expect(policy).toMatchObject({
    auth: {
      required: false,
      issuers: [
        { issuer: "https://id.example.com", jwks: { url: "https://id.example.com/keys" }, clockSkewMs: 30_000 },
        { issuer: "internal", jwks: { file: "/etc/gateway/keys.json" }, clockSkewMs: 5_000 },
      ],
      apiKeys: "/etc/gateway/api-keys.json",
      clientCertificates: true,
      publicDocs: true,
    },
    corsOrigins: ["https://example.com", "https://*.example.com"],
    trustedProxies: 2,
  });
  expect(policy.routes.get("orders")).toEqual({
    passAuthorization: true,
    rateLimit: { requests: 100, windowSeconds: 60, by: "address" },
    maxRequestBytes: 1024,
    defaultTimeoutMs: 10_000,
    maxTimeoutMs: 60_000,
    maxConcurrentCalls: 8,
    cache: { maxAgeSeconds: 30, shared: true, vary: ["x-tenant"] },
  });
});

test("answers that may be kept are asked for again each time, by one client alone, unless it is said otherwise", () => {
  const { cache } = read({ routes: [{ ...route, cache: {} }] }).routes.get("orders") ?? {};
  expect(cache).toEqual({ maxAgeSeconds: 0, shared: false, vary: [] });
});

test("callers must be authenticated unless it is said otherwise", () => {
  expect(read({ auth: { issuers: [issuer] } }).auth?.required).toBe(true);
});

test("a member that is not known is a mistake, and the nearest that is known is proposed", () => {
  expect(problems({ auht: {}, routes: [{ ...route, limit: {} }] })).toEqual([
    "/auht: is not known; did you mean auth?",
    "/routes/0/limit: is not known; did you mean limits?",
  ]);
  expect(problems({ auth: { issuers: [{ ...issuer, colour: "red" }] } })).toEqual([
    "/auth/issuers/0/colour: is not known; known are issuer, audiences, algorithms, jwks, clockSkew",
  ]);
  expect(problems(JSON.parse('{"__proto__": {}, "a/b~c": 1}')).map((line) => line.split(":")[0])).toEqual([
    "/__proto__",
    "/a~1b~0c",
  ]);
});

test.each([
  ["none", "none"],
  ["HS256", "a secret"],
  ["rs256", "another case"],
])("the algorithm %s is refused", (algorithm) => {
  const [problem = ""] = problems({ auth: { issuers: [{ ...issuer, algorithms: [algorithm] }] } });
  expect(problem).toMatch(/^\/auth\/issuers\/0\/algorithms\/0: must be one of RS256, /);
});

test.each([
  ["no list of audiences", { audiences: [] }, "/auth/issuers/0/audiences: must hold at least one entry"],
  ["no algorithms", { algorithms: undefined }, "/auth/issuers/0/algorithms: is missing"],
  [
    "two sources of keys",
    { jwks: { url: "https://a.example", file: "b" } },
    "/auth/issuers/0/jwks: must hold either url or file",
  ],
  ["no source of keys", { jwks: {} }, "/auth/issuers/0/jwks: must hold either url or file"],
  [
    "keys that come in the clear",
    { jwks: { url: "http://id.example.com/keys" } },
    "/auth/issuers/0/jwks/url: must be a URL with https",
  ],
  ["a skew without a unit", { clockSkew: "30" }, "/auth/issuers/0/clockSkew: must be a duration"],
  ["the name of API keys", { issuer: "api-key" }, "/auth/issuers/0/issuer: must not be api-key"],
])("an issuer with %s is refused", (_, change, problem) => {
  const found = problems({ auth: { issuers: [{ ...issuer, ...change }] } });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(problem);
});

test("keys may come in the clear from the machine itself", () => {
  for (const url of ["http://localhost:8081/keys", "http://127.0.0.1/keys", "http://[::1]:1/keys"])
    expect(problems({ auth: { issuers: [{ ...issuer, jwks: { url } }] } })).toEqual([]);
});

test("an issuer stands in the list once", () => {
  expect(problems({ auth: { issuers: [issuer, issuer] } })).toEqual([
    "/auth/issuers/1/issuer: https://id.example.com stands in the list twice",
  ]);
});

test("authentication with nothing to authenticate by is refused", () => {
  expect(problems({ auth: {} })[0]).toContain("/auth: must hold issuers, apiKeys or clientCertificates");
});

test("all mistakes are reported at once", () => {
  const found = problems({
    trustedProxies: -1,
    cors: { allowedOrigins: ["example.com"] },
    routes: [
      {
        upstream: "",
        limits: {
          rateLimit: { requests: 0, window: "500ms", by: "shoe size" },
          maxRequestBytes: 1.5,
          maxConcurrentCalls: "8",
          maxTimeout: "soon",
        },
      },
      { upstream: "b", limits: { rateLimit: { requests: 1, window: "1500ms" } } },
      { upstream: "c", limits: { defaultTimeout: "2m", maxTimeout: "1m" } },
      { upstream: "d", cache: { maxAge: "1500ms", vary: ["X-Tenant"] } },
    ],
  });
  expect(found.map((line) => line.split(":")[0]).sort()).toEqual([
    "/cors/allowedOrigins/0",
    "/routes/0/limits/maxConcurrentCalls",
    "/routes/0/limits/maxRequestBytes",
    "/routes/0/limits/maxTimeout",
    "/routes/0/limits/rateLimit/by",
    "/routes/0/limits/rateLimit/requests",
    "/routes/0/limits/rateLimit/window",
    "/routes/0/upstream",
    "/routes/1/limits/rateLimit/window",
    "/routes/2/limits/defaultTimeout",
    "/routes/3/cache/maxAge",
    "/routes/3/cache/vary/0",
    "/trustedProxies",
  ]);
});

test("what is no object is refused", () => {
  for (const content of [null, [], 1, "x"]) expect(problems(content)).toEqual(["/: must be an object"]);
});
