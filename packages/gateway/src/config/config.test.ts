import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatAddress, parseAddress } from "./address.ts";
import { loadConfig } from "./config.ts";
import { parseDuration } from "./duration.ts";
import { addressVariable } from "./routes.ts";

let folder: string;
let base: Record<string, string>;
const file = (name: string, content: string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gateway-"));
  const routes = [{ upstream: "mail-queue", packages: ["mail.v1"], address: "127.0.0.1:9000" }];
  base = { ROUTES_FILE: file("routes.json", JSON.stringify({ routes })), DESCRIPTOR_FILE: file("set.binpb", "") };
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = (variables: Record<string, string> = {}) => {
  const loaded = loadConfig({ ...base, ...variables });
  if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
  return loaded.config;
};
const problems = (variables: Record<string, string>) => {
  const loaded = loadConfig({ ...base, ...variables });
  return loaded.ok ? [] : loaded.problems;
};

test("without variables the documented defaults hold", () => {
  expect(load()).toMatchObject({
    listen: { host: "127.0.0.1", port: 8080 },
    logLevel: "info",
    drainTimeoutMs: 10_000,
    drainDelayMs: 0,
    maxRequestBytes: 4_194_304,
    maxResponseBytes: 67_108_864,
    maxConcurrentRequests: 1024,
    requestTimeoutMs: 30_000,
    corsOrigins: [],
    otlpEndpoint: undefined,
    serviceName: "gateway",
    tls: undefined,
    served: { routes: [{ upstream: "mail-queue", packages: ["mail.v1"], address: "127.0.0.1:9000" }] },
  });
});

test("variables are taken, and one that is set to nothing is not set", () => {
  expect(
    load({
      LISTEN_ADDRESS: "[::1]:0",
      LOG_LEVEL: "debug",
      DRAIN_DELAY: "500ms",
      CORS_ALLOWED_ORIGINS: "https://a.example, http://localhost:3000",
      MAIL_QUEUE_ADDRESS: "one:1, two:2",
      MAX_REQUEST_BYTES: "",
    }),
  ).toMatchObject({
    listen: { host: "::1", port: 0 },
    logLevel: "debug",
    drainDelayMs: 500,
    corsOrigins: ["https://a.example", "http://localhost:3000"],
    served: { routes: [{ address: "one:1, two:2" }] },
    maxRequestBytes: 4_194_304,
  });
});

test("any variable may be given as a file", () => {
  const path = file("address", "from-file:9100\n");
  expect(load({ MAIL_QUEUE_ADDRESS_FILE: path }).served.routes[0]?.address).toBe("from-file:9100");
  expect(problems({ MAIL_QUEUE_ADDRESS: "x:1", MAIL_QUEUE_ADDRESS_FILE: path })).toEqual([
    "MAIL_QUEUE_ADDRESS and MAIL_QUEUE_ADDRESS_FILE are both set; set one",
  ]);
  expect(problems({ LOG_LEVEL_FILE: join(folder, "none") })).toEqual(["LOG_LEVEL_FILE cannot be read: ENOENT"]);
});

test("all mistakes are reported at once, each with its variable", () => {
  const found = problems({
    LISTEN_ADDRESS: "8080",
    LOG_LEVEL: "loud",
    DRAIN_TIMEOUT: "10",
    DRAIN_DELAY: "-1s",
    MAX_REQUEST_BYTES: "4MB",
    MAX_RESPONSE_BYTES: "0",
    MAX_CONCURRENT_REQUESTS: "1.5",
    REQUEST_TIMEOUT: "soon",
    CORS_ALLOWED_ORIGINS: "example.com",
    OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317",
    MAIL_QUEUE_ADDRESS: "mail",
  });
  expect(found.map((problem) => problem.split(" ")[0]).sort()).toEqual([
    "CORS_ALLOWED_ORIGINS",
    "DRAIN_DELAY",
    "DRAIN_TIMEOUT",
    "LISTEN_ADDRESS",
    "LOG_LEVEL",
    "MAIL_QUEUE_ADDRESS",
    "MAX_CONCURRENT_REQUESTS",
    "MAX_REQUEST_BYTES",
    "MAX_RESPONSE_BYTES",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "REQUEST_TIMEOUT",
  ]);
});

test("files that are wrong are named by their variable", () => {
  const missing = problems({ ROUTES_FILE: file("torn.json", '{"routes":'), DESCRIPTOR_FILE: join(folder, "none") });
  expect(missing.map((problem) => problem.split(" ")[0])).toEqual(["ROUTES_FILE", "DESCRIPTOR_FILE"]);
});

test("mistakes in the file of routes are named by their place in it", () => {
  const routes = [
    { upstream: "a", address: "nowhere", tls: { caFile: "no.pem" } },
    {
      upstream: "b",
      packages: ["b.v1"],
      address: "b:1",
      tls: { certFile: "cert.pem" },
      limits: { maxTimeout: "soon" },
    },
  ];
  expect(problems({ ROUTES_FILE: file("bad.json", JSON.stringify({ routes, auth: {} })) })).toEqual([
    "ROUTES_FILE /routes/0/packages: is missing",
    "ROUTES_FILE /routes/0/address: must be a list of host:port",
    "ROUTES_FILE /routes/1/tls: must hold certFile and keyFile, or neither",
    expect.stringMatching(/^ROUTES_FILE \/routes\/1\/limits\/maxTimeout: must be a duration/),
    expect.stringMatching(/^ROUTES_FILE \/auth: must hold/),
  ]);
});

test("the certificates of an upstream are read from files beside the routes", () => {
  file("ca.pem", "an authority");
  const route = {
    upstream: "a",
    packages: ["a.v1"],
    address: "a:1",
    tls: { caFile: "ca.pem", serverName: "a.internal" },
  };
  const { served } = load({ ROUTES_FILE: file("tls.json", JSON.stringify({ routes: [route] })) });
  expect(served.routes[0]?.tls).toEqual({ ca: "an authority", serverName: "a.internal" });
  expect(served.files).toContain(join(folder, "ca.pem"));
  const gone = { ...route, tls: { caFile: "gone.pem" } };
  const [problem] = problems({ ROUTES_FILE: file("gone.json", JSON.stringify({ routes: [gone] })) });
  expect(problem).toMatch(/^ROUTES_FILE ENOENT.*gone\.pem/);
});

test("TLS needs a certificate and its key", () => {
  const both = { TLS_CERT_FILE: "cert.pem", TLS_KEY_FILE: "key.pem" };
  expect(load(both).tls).toMatchObject({ certFile: "cert.pem", keyFile: "key.pem" });
  expect(load({ ...both, TLS_CLIENT_CA_FILE: "ca.pem", TLS_CLIENT_CERTIFICATES: "required" }).tls).toMatchObject({
    clientCertificates: { caFile: "ca.pem", required: true },
  });
  expect(problems({ TLS_CERT_FILE: "cert.pem" })).toEqual(["TLS_KEY_FILE is missing: TLS needs both"]);
  expect(problems({ TLS_CLIENT_CA_FILE: "ca.pem" })).toEqual([
    "TLS_CLIENT_CA_FILE needs TLS_CERT_FILE and TLS_KEY_FILE",
  ]);
});

test("the descriptor set of the workspace is the default", () => {
  expect([...load({ DESCRIPTOR_FILE: "" }).served.registry.files].length).toBeGreaterThan(5);
});

test("durations have units", () => {
  expect(["500ms", "1.5s", "2m", "1h30m"].map(parseDuration)).toEqual([500, 1500, 120_000, 5_400_000]);
  expect(["", "10", "s", "1d", "-1s", "1s "].map(parseDuration)).toEqual(Array(6).fill(undefined));
});

test("addresses are parsed, and written the same", () => {
  for (const text of ["localhost:80", "[::1]:443", ":0", "10.0.0.1:65535"]) {
    expect(formatAddress(parseAddress(text) ?? { host: "", port: -1 })).toBe(text);
  }
  for (const text of ["localhost", "::1:80", "a:65536", "http://a:1", "a b:1"])
    expect(parseAddress(text)).toBeUndefined();
});

test("an upstream's variable is its name in capitals", () => {
  expect(addressVariable("mail-queue")).toBe("MAIL_QUEUE_ADDRESS");
});
