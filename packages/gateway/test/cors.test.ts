import { afterAll, beforeAll, expect, test } from "vitest";
import { startGateway, type TestGateway } from "./support/gateway.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

const allowed = "https://app.example";
let upstream: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startGateway([upstream], { corsOrigins: [allowed] });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const path = "/echo.v1.EchoService/Unary";
const preflight = (origin: string, at = gateway, to = path) =>
  fetch(at.url + to, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,x-custom",
    },
  });
const call = (origin: string, at = gateway, to = path) =>
  fetch(at.url + to, { method: "POST", headers: { origin, "content-type": "application/json" }, body: "{}" });

test("a page of an allowed origin may ask, with headers of its own", async () => {
  const { status, headers } = await preflight(allowed);
  expect(status).toBe(204);
  expect(headers.get("access-control-allow-origin")).toBe(allowed);
  expect(headers.get("access-control-allow-methods")).toContain("POST");
  expect(headers.get("access-control-allow-headers")).toBe("content-type,x-custom");
  expect(headers.get("access-control-max-age")).toBe("7200");
  expect(headers.has("access-control-allow-credentials")).toBe(false);
});

test("it may read the answer, its metadata and its errors", async () => {
  for (const to of [path, "/echo.v1.EchoService/Nothing"]) {
    const { headers } = await call(allowed, gateway, to);
    expect(headers.get("access-control-allow-origin")).toBe(allowed);
    expect(headers.get("access-control-expose-headers")).toContain("Grpc-Status");
    expect(headers.get("vary")).toContain("Origin");
  }
});

test("a page of another origin gets no leave", async () => {
  const refused = await preflight("https://evil.example");
  expect([refused.status, refused.headers.has("access-control-allow-origin")]).toEqual([403, false]);
  const answer = await call("https://evil.example");
  expect(answer.headers.has("access-control-allow-origin")).toBe(false);
  expect(answer.headers.get("vary")).toContain("Origin");
});

test("without origins nobody has leave, with * everybody", async () => {
  await using closed = await startGateway([upstream]);
  expect((await preflight(allowed, closed)).headers.has("access-control-allow-origin")).toBe(false);
  await using open = await startGateway([upstream], { corsOrigins: ["*"] });
  expect((await preflight("https://any.example", open)).headers.get("access-control-allow-origin")).toBe("*");
  expect((await call("https://any.example", open)).headers.get("access-control-allow-origin")).toBe("*");
});
