import { expect, test } from "vitest";
import { type CachePolicy, openPolicy, openRoute } from "../src/guard/policy.ts";
import { startGateway } from "./support/gateway.ts";
import { postJson, startRest } from "./support/rest.ts";
import { startUpstream } from "./support/upstream.ts";

const policyOf = (upstream: string, cache: Partial<CachePolicy> = {}) => ({
  ...openPolicy,
  routes: new Map([[upstream, { ...openRoute, cache: { maxAgeSeconds: 0, shared: false, vary: [], ...cache } }]]),
});
const varies = "accept-encoding, authorization, x-api-key";

test.each(["", "br", "gzip"])(
  "by Connect GET with %s an answer is kept, and sent again where it is another",
  async (accept) => {
    let state = "a".repeat(2_000);
    await using upstream = await startUpstream({ impl: { read: () => ({ text: state }) } });
    await using gateway = await startGateway([upstream], { policy: policyOf("echo") });
    const url = `${gateway.url}/echo.v1.EchoService/Read?encoding=json&message=%7B%7D`;
    const ask = (headers: Record<string, string>) => fetch(url, { headers: { "accept-encoding": accept, ...headers } });

    const first = await ask({});
    expect(first.status).toBe(200);
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    expect(first.headers.get("vary")).toBe(varies);
    expect(first.headers.get("content-encoding")).toBe(accept === "" ? null : accept);
    expect(await first.json()).toEqual({ text: state });
    const tag = { "if-none-match": first.headers.get("etag") ?? "" };
    const again = await ask(tag);
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect(again.headers.get("etag")).toBe(first.headers.get("etag"));
    expect(again.headers.get("cache-control")).toBe("private, no-cache");

    state = "b".repeat(2_000);
    const other = await ask(tag);
    expect([other.status, await other.json()]).toEqual([200, { text: state }]);
  },
);

test("other bytes of the same answer have another tag", async () => {
  await using upstream = await startUpstream({ impl: { read: () => ({ text: "a".repeat(2_000) }) } });
  await using gateway = await startGateway([upstream], { policy: policyOf("echo") });
  const tagOf = async (query: string, accept: string) => {
    const response = await fetch(`${gateway.url}/echo.v1.EchoService/Read?message=&${query}`, {
      headers: { "accept-encoding": accept },
    });
    return response.headers.get("etag");
  };
  const tags = [
    await tagOf("encoding=json&message=%7B%7D", ""),
    await tagOf("encoding=proto", ""),
    await tagOf("encoding=proto", "gzip"),
  ];
  expect(new Set(tags).size).toBe(3);
});

test("an answer to POST is not kept, nor an error, nor one of a route whose policy does not say so", async () => {
  await using upstream = await startUpstream({ impl: { read: ({ text }) => ({ text }) } });
  const kept = async (policy: Parameters<typeof startGateway>[1], target: string, init?: RequestInit) => {
    await using gateway = await startGateway([upstream], policy);
    const { headers } = await fetch(`${gateway.url}/echo.v1.EchoService/${target}`, init);
    return headers.has("etag") || headers.has("cache-control");
  };
  const policy = { policy: policyOf("echo") };
  const get = "Read?encoding=json&message=%7B%7D";
  expect(await kept(policy, get)).toBe(true);
  expect(await kept({}, get)).toBe(false);
  expect(await kept(policy, "Read", postJson({}))).toBe(false);
  expect(await kept(policy, "Read?encoding=json&message=%7B")).toBe(false);
  expect(await kept(policy, "Unary", postJson({}))).toBe(false);
});

test("by REST an answer to GET and HEAD is kept where the method has no side effects", async () => {
  await using rest = await startRest(
    {},
    { policy: policyOf("thing", { maxAgeSeconds: 60, shared: true, vary: ["x-tenant"] }) },
  );
  const first = await rest.ask("/v1/things/a");
  expect([first.status, first.json]).toEqual([200, { name: "things/a" }]);
  expect(first.headers.get("cache-control")).toBe("public, max-age=60");
  expect(first.headers.get("vary")).toBe(`${varies}, x-tenant`);
  const headers = { "if-none-match": first.headers.get("etag") ?? "" };
  expect((await rest.ask("/v1/things/a", { headers })).status).toBe(304);
  expect((await rest.ask("/v1/things/b", { headers })).json).toEqual({ name: "things/b" });
  const head = await rest.ask("/v1/things/a", { method: "HEAD" });
  expect([head.status, head.headers.get("etag")]).toEqual([200, first.headers.get("etag")]);
  expect((await rest.ask("/v1/things/a", { method: "HEAD", headers })).status).toBe(304);

  for (const answer of [
    await rest.ask("/v1/things:get", postJson({ name: "things/a" })),
    await rest.ask("/v1/things/a", { ...postJson({ name: "things/a" }), method: "PATCH" }),
    await rest.ask("/v1/things/a:watch"),
  ]) {
    expect(answer.status).toBe(200);
    expect(answer.headers.has("etag")).toBe(false);
  }
});

test("by REST a compressed answer is kept as it is", async () => {
  const tags = ["a".repeat(2_000)];
  await using rest = await startRest({ get: () => ({ tags }) }, { policy: policyOf("thing") });
  const response = await fetch(`${rest.gateway.url}/v1/things/a`, { headers: { "accept-encoding": "gzip" } });
  expect(response.headers.get("content-encoding")).toBe("gzip");
  expect(await response.json()).toEqual({ tags });
  const headers = { "accept-encoding": "gzip", "if-none-match": response.headers.get("etag") ?? "" };
  expect((await fetch(`${rest.gateway.url}/v1/things/a`, { headers })).status).toBe(304);
});
