import { once } from "node:events";
import * as http from "node:http";
import { gunzipSync, gzipSync } from "node:zlib";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { createRest } from "../src/rest/rest.ts";
import { createLog } from "../src/telemetry/log.ts";
import { describeFile } from "./support/described.ts";
import { startGateway } from "./support/gateway.ts";
import { postJson, startRest } from "./support/rest.ts";

describe("a call that is no stream", () => {
  test("is made of path, query and body, and answered in JSON", async () => {
    await using rest = await startRest();
    const got = await rest.ask("/v1/things/a%20b?size=9007199254740993&tags=x&tags=y");
    expect([got.status, got.headers.get("content-type"), got.json]).toEqual([
      200,
      "application/json",
      { name: "things/a b", size: "9007199254740993", tags: ["x", "y"] },
    ]);
    expect((await rest.ask("/v1/things:get", postJson({ name: "n", size: 1 }))).json).toEqual({ name: "n", size: "1" });
    const patched = await rest.ask("/v1/things/t", { ...postJson({ size: 5 }), method: "PATCH" });
    expect(patched.json).toEqual({ inner: { name: "things/t", size: "5" }, updateMask: "size" });
  });

  test("passes metadata both ways, trailers as header fields", async () => {
    await using rest = await startRest({
      get(_: never, { requestHeader, responseHeader, responseTrailer }) {
        responseHeader.set("x-was", requestHeader.get("x-is") ?? "");
        responseTrailer.set("x-later", "t");
        return {};
      },
    });
    const { headers } = await rest.ask("/v1/things/t", { headers: { "x-is": "m" } });
    expect([headers.get("x-was"), headers.get("trailer-x-later")]).toEqual(["m", "t"]);
  });

  test("that fails is google.rpc.Status with its HTTP status, details that nobody knows as bytes", async () => {
    await using rest = await startRest({
      get() {
        const error = new ConnectError("no such thing", Code.NotFound, { "x-why": "gone" });
        error.details.push({ type: "some.v1.Unknown", value: Uint8Array.of(0xff) });
        throw error;
      },
    });
    const { status, json, headers } = await rest.ask("/v1/things/t");
    expect([status, json, headers.get("x-why")]).toEqual([
      404,
      {
        code: 5,
        message: "no such thing",
        details: [{ "@type": "type.googleapis.com/some.v1.Unknown", value: "/w==" }],
      },
      "gone",
    ]);
  });

  test("has a deadline where the client sets one", async () => {
    await using rest = await startRest({
      get: (_: never, { signal, timeoutMs }) => {
        expect(timeoutMs()).toBeGreaterThan(0);
        return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      },
    });
    expect((await rest.ask("/v1/things/t", { headers: { "x-request-timeout": "0.05" } })).status).toBe(504);
    expect((await rest.ask("/v1/things/t", { headers: { "x-request-timeout": "soon" } })).status).toBe(400);
  });

  test("may be compressed both ways", async () => {
    await using rest = await startRest();
    const request = http.request(`${rest.gateway.url}/v1/things:get`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": "gzip", "accept-encoding": "gzip" },
    });
    request.end(gzipSync(JSON.stringify({ name: "x".repeat(5_000) })));
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    expect(response.headers["content-encoding"]).toBe("gzip");
    const chunks: Buffer[] = await response.toArray();
    expect(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString())).toEqual({ name: "x".repeat(5_000) });
  });

  test("of raw bytes passes them as they are", async () => {
    await using rest = await startRest();
    const { status, headers, text } = await rest.ask("/v1/files/a/b", {
      method: "PUT",
      headers: { "content-type": "text/csv" },
      body: "1,2\n",
    });
    expect([status, headers.get("content-type"), text]).toEqual([200, "text/csv", "1,2\n"]);
  });
});

describe("a request that no call comes of", () => {
  test.each<[string, RequestInit, number, string]>([
    ["/v1/things/t", { method: "DELETE" }, 405, "DELETE is not served here"],
    ["/v1/things/%ff", {}, 400, "the path has malformed percent-encoding"],
    ["/v1/things/t", { headers: { accept: "text/html" } }, 406, "the answer is JSON: accept application/json"],
    ["/v1/things/t:watch", { headers: { accept: "text/html" } }, 406, "the answer is a stream: accept"],
    [
      "/v1/things:get",
      { method: "POST", headers: { "content-type": "text/plain" }, body: "{}" },
      415,
      "the type of the body",
    ],
    ["/v1/things/t:collect", postJson({}), 415, "its type must be application/x-ndjson"],
    ["/v1/talk", { method: "POST" }, 505, "streaming both ways needs HTTP/2"],
    ["/v1/things/t?no=1", {}, 400, "no is unknown: thing.v1.Thing has no field"],
    ["/v1/things:get", postJson({ no: 1 }), 400, "no is unknown: thing.v1.Thing has no such field"],
    ["/v1/things:get", postJson("x".repeat(2_000)), 429, "the request message is larger than 1000 bytes"],
  ])("%s with %j: %i", async (target, init, status, message) => {
    await using rest = await startRest({}, { maxRequestBytes: 1_000 });
    const answer = await rest.ask(target, init);
    expect([answer.status, answer.json]).toEqual([
      status,
      expect.objectContaining({ message: expect.stringContaining(message) }),
    ]);
  });

  test("names the methods that are allowed", async () => {
    await using rest = await startRest();
    expect((await rest.ask("/v1/things/t", { method: "DELETE" })).headers.get("allow")).toBe("GET, HEAD, PATCH");
  });

  test("is left to others where no route has its path", async () => {
    await using rest = await startRest();
    expect((await rest.ask("/v2/things/t")).json).toEqual({ code: "unimplemented", message: "no such method" });
  });

  test("names what is wrong in readable details", async () => {
    await using rest = await startRest();
    expect((await rest.ask("/v1/things/t?size=x")).json).toMatchObject({
      code: 3,
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.BadRequest",
          fieldViolations: [{ field: "size", description: "must be an integer" }],
        },
      ],
    });
  });
});

test("HEAD is answered as GET, without a body", async () => {
  await using rest = await startRest();
  const { status, headers, text } = await rest.ask("/v1/things/t", { method: "HEAD" });
  expect([status, headers.get("content-type"), text]).toEqual([200, "application/json", ""]);
  expect((await rest.ask("/v1/things/t:watch?size=3", { method: "HEAD" })).status).toBe(200);
});

test("annotations that are wrong are logged when the gateway is made", async () => {
  const lines: string[] = [];
  const wrong = describeFile({
    messages: { Thing: ["string name = 1"] },
    methods: { Get: { input: "Thing", output: "Thing", http: { get: "/{no}" } } },
  });
  const log = createLog("gateway", "debug", { write: (line) => lines.push(line) });
  await using _gateway = await startGateway(["127.0.0.1:1"], {
    registry: wrong,
    routes: [{ upstream: "thing", packages: ["thing.v1"], address: "127.0.0.1:1" }],
    rest: createRest({ log, openApi: { title: "Things", version: "1" } }),
    awaitReady: false,
  });
  expect(lines.join()).toContain("thing.v1.ThingService.Get: {no} in the path template");
});
