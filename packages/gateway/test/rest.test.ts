import { once } from "node:events";
import * as http from "node:http";
import * as http2 from "node:http2";
import { gunzipSync, gzipSync } from "node:zlib";
import type { DescService, JsonObject, JsonValue } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { afterEach, describe, expect, test } from "vitest";
import { createRest } from "../src/rest/rest.ts";
import { createLog } from "../src/telemetry/log.ts";
import { describeFile } from "./support/described.ts";
import { startGateway } from "./support/gateway.ts";
import { startUpstream } from "./support/upstream.ts";

const registry = describeFile({
  messages: {
    Thing: [
      "string name = 1",
      "int64 size = 2",
      "repeated string tags = 3",
      "google.protobuf.FieldMask update_mask = 4",
      "Thing inner = 5",
    ],
    Upload: ["string name = 1", "google.api.HttpBody file = 2"],
  },
  methods: {
    Get: {
      input: "Thing",
      output: "Thing",
      http: { get: "/v1/{name=things/*}", additionalBindings: [{ post: "/v1/things:get", body: "*" }] },
    },
    Update: { input: "Thing", output: "Thing", http: { patch: "/v1/{inner.name=things/*}", body: "inner" } },
    Watch: { input: "Thing", output: "Thing", serverStreaming: true, http: { get: "/v1/{name=things/*}:watch" } },
    Collect: {
      input: "Thing",
      output: "Thing",
      clientStreaming: true,
      http: { post: "/v1/{name=things/*}:collect", body: "*" },
    },
    Talk: {
      input: "Thing",
      output: "Thing",
      clientStreaming: true,
      serverStreaming: true,
      http: { post: "/v1/talk", body: "*" },
    },
    Store: { input: "Upload", output: "google.api.HttpBody", http: { put: "/v1/{name=files/**}", body: "file" } },
    Load: {
      input: "Upload",
      output: "google.api.HttpBody",
      serverStreaming: true,
      http: { get: "/v1/{name=files/**}" },
    },
    Hidden: { input: "Thing", output: "Thing" },
  },
});
const service = registry.getService("thing.v1.ThingService") as DescService;

interface Thing {
  name: string;
  size: bigint;
  tags: string[];
  updateMask?: { paths: string[] };
}

type Impl = Record<string, (request: never, context: HandlerContext) => unknown>;

const defaults: Impl = {
  get: (thing: Thing) => thing,
  update: (thing: Thing) => thing,
  async *watch({ name, size }: Thing) {
    for (let i = 1n; i <= size; i++) yield { name, size: i };
  },
  async collect(things: AsyncIterable<Thing>) {
    const tags: string[] = [];
    for await (const thing of things) tags.push(`${thing.name}:${thing.size}`);
    return { tags };
  },
  async *talk(things: AsyncIterable<Thing>) {
    for await (const thing of things) yield thing;
  },
  store: ({ file }: { file: object }) => file,
  async *load() {
    yield { contentType: "text/plain", data: Buffer.from("one ") };
    yield { data: Buffer.from("two") };
  },
};

afterEach(async () => await open?.disposeAsync());
let open: AsyncDisposableStack | undefined;

/** A gateway with REST in front of a service. */
async function setup(impl: Impl = {}, options: { heartbeatMs?: number } & Parameters<typeof startGateway>[1] = {}) {
  open = new AsyncDisposableStack();
  const upstream = open.use(
    await startUpstream({ routes: (router) => router.service(service, { ...defaults, ...impl } as never) }),
  );
  const lines: string[] = [];
  const log = createLog("gateway", "debug", { write: (line) => lines.push(line) });
  const { heartbeatMs = 60_000, ...rest } = options;
  const gateway = open.use(
    await startGateway([upstream], {
      registry,
      routes: [{ upstream: "thing", packages: ["thing.v1"], address: upstream.address }],
      rest: createRest({ log, heartbeatMs, openApi: { title: "Things", version: "1" } }),
      ...rest,
    }),
  );
  const ask = async (target: string, init: RequestInit = {}) => {
    const response = await fetch(gateway.url + target, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  };
  return { gateway, ask, log: lines };
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const postJson = (body: JsonValue, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

describe("a call that is no stream", () => {
  test("is made of path, query and body, and answered in JSON", async () => {
    const { ask } = await setup();
    const got = await ask("/v1/things/a%20b?size=9007199254740993&tags=x&tags=y");
    expect([got.status, got.headers.get("content-type"), got.json]).toEqual([
      200,
      "application/json",
      { name: "things/a b", size: "9007199254740993", tags: ["x", "y"] },
    ]);
    expect((await ask("/v1/things:get", postJson({ name: "n", size: 1 }))).json).toEqual({ name: "n", size: "1" });
    const patched = await ask("/v1/things/t", { ...postJson({ size: 5 }), method: "PATCH" });
    expect(patched.json).toEqual({ inner: { name: "things/t", size: "5" }, updateMask: "size" });
  });

  test("passes metadata both ways, trailers as header fields", async () => {
    const { ask } = await setup({
      get(_: never, { requestHeader, responseHeader, responseTrailer }) {
        responseHeader.set("x-was", requestHeader.get("x-is") ?? "");
        responseTrailer.set("x-later", "t");
        return {};
      },
    });
    const { headers } = await ask("/v1/things/t", { headers: { "x-is": "m" } });
    expect([headers.get("x-was"), headers.get("trailer-x-later")]).toEqual(["m", "t"]);
  });

  test("that fails is google.rpc.Status with its HTTP status, details that nobody knows as bytes", async () => {
    const { ask } = await setup({
      get() {
        const error = new ConnectError("no such thing", Code.NotFound, { "x-why": "gone" });
        error.details.push({ type: "some.v1.Unknown", value: Uint8Array.of(0xff) });
        throw error;
      },
    });
    const { status, json, headers } = await ask("/v1/things/t");
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
    const { ask } = await setup({
      get: (_: never, { signal, timeoutMs }) => {
        expect(timeoutMs()).toBeGreaterThan(0);
        return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      },
    });
    expect((await ask("/v1/things/t", { headers: { "x-request-timeout": "0.05" } })).status).toBe(504);
    expect((await ask("/v1/things/t", { headers: { "x-request-timeout": "soon" } })).status).toBe(400);
  });

  test("may be compressed both ways", async () => {
    const { gateway } = await setup();
    const request = http.request(`${gateway.url}/v1/things:get`, {
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
    const { ask } = await setup();
    const { status, headers, text } = await ask("/v1/files/a/b", {
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
    const { ask } = await setup({}, { maxRequestBytes: 1_000 });
    const answer = await ask(target, init);
    expect([answer.status, answer.json]).toEqual([
      status,
      expect.objectContaining({ message: expect.stringContaining(message) }),
    ]);
  });

  test("names the methods that are allowed", async () => {
    const { ask } = await setup();
    expect((await ask("/v1/things/t", { method: "DELETE" })).headers.get("allow")).toBe("GET, HEAD, PATCH");
  });

  test("is left to others where no route has its path", async () => {
    const { ask } = await setup();
    expect((await ask("/v2/things/t")).json).toEqual({ code: "unimplemented", message: "no such method" });
  });

  test("names what is wrong in readable details", async () => {
    const { ask } = await setup();
    expect((await ask("/v1/things/t?size=x")).json).toMatchObject({
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
  const { ask } = await setup();
  const { status, headers, text } = await ask("/v1/things/t", { method: "HEAD" });
  expect([status, headers.get("content-type"), text]).toEqual([200, "application/json", ""]);
  expect((await ask("/v1/things/t:watch?size=3", { method: "HEAD" })).status).toBe(200);
});

describe("a stream of answers", () => {
  const one = { name: "things/t", size: "1" };
  const two = { name: "things/t", size: "2" };
  const failing = {
    async *watch({ name }: Thing) {
      yield { name, size: 1n };
      throw new ConnectError("it broke", Code.DataLoss);
    },
  };
  const status = { code: 15, message: "it broke", details: [] };

  test.each([
    ["*/*", "application/x-ndjson", `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`],
    [
      "text/event-stream",
      "text/event-stream",
      `id: 1\ndata: ${JSON.stringify(one)}\n\nid: 2\ndata: ${JSON.stringify(two)}\n\nevent: end\ndata: {}\n\n`,
    ],
    ["application/json", "application/json", `[${JSON.stringify(one)},\n${JSON.stringify(two)}]\n`],
  ])("for Accept %s is %s", async (accept, contentType, body) => {
    const { ask } = await setup();
    const { headers, text } = await ask("/v1/things/t:watch?size=2", { headers: { accept } });
    expect([headers.get("content-type"), text]).toEqual([contentType, body]);
  });

  test.each([
    ["*/*", `${JSON.stringify(one)}\n${JSON.stringify({ "@error": status })}\n`],
    ["text/event-stream", `id: 1\ndata: ${JSON.stringify(one)}\n\nevent: error\ndata: ${JSON.stringify(status)}\n\n`],
    ["application/json", `[${JSON.stringify(one)},\n${JSON.stringify({ "@error": status })}]\n`],
  ])("that fails says so, for Accept %s", async (accept, body) => {
    const { ask } = await setup(failing);
    const answer = await ask("/v1/things/t:watch", { headers: { accept } });
    expect([answer.status, answer.text]).toEqual([200, body]);
  });

  test("that fails before its first message has the HTTP status of the error", async () => {
    const { ask } = await setup({
      // biome-ignore lint/correctness/useYield: it fails before there is anything to yield.
      async *watch() {
        throw new ConnectError("no such thing", Code.NotFound);
      },
    });
    const answer = await ask("/v1/things/t:watch", { headers: { accept: "text/event-stream" } });
    expect([answer.status, answer.json]).toEqual([404, { code: 5, message: "no such thing", details: [] }]);
  });

  test("may be empty", async () => {
    const { ask } = await setup();
    expect((await ask("/v1/things/t:watch", { headers: { accept: "application/json" } })).json).toEqual([]);
    const lines = await ask("/v1/things/t:watch");
    expect([lines.status, lines.text]).toEqual([200, ""]);
  });

  test("goes on behind the last event, which the service hears of", async () => {
    const { ask } = await setup({
      async *watch(_: never, { requestHeader }) {
        yield { name: requestHeader.get("last-event-id") };
      },
    });
    const headers = { accept: "text/event-stream", "last-event-id": "41" };
    expect((await ask("/v1/things/t:watch", { headers })).text).toMatch(/^id: 42\ndata: \{"name":"41"\}\n/);
  });

  test("tells that it is alive before there is anything to tell", async () => {
    const alive = Promise.withResolvers<void>();
    const { gateway } = await setup(
      {
        async *watch() {
          await alive.promise;
          yield {};
        },
      },
      { heartbeatMs: 10 },
    );
    const response = await fetch(`${gateway.url}/v1/things/t:watch`, { headers: { accept: "text/event-stream" } });
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes(":\n\n")) alive.resolve();
    }
    expect(text).toMatch(/^(?::\n\n)+id: 1\ndata: \{\}\n\n(?::\n\n)*event: end\n/);
  });

  test("of raw bytes has the type of its first piece, and is broken off where it fails", async () => {
    const { ask } = await setup();
    const { headers, text } = await ask("/v1/files/a");
    expect([headers.get("content-type"), text]).toEqual(["text/plain", "one two"]);
    await open?.disposeAsync();
    const broken = await setup({
      async *load() {
        yield { contentType: "text/plain", data: Buffer.from("one") };
        throw new ConnectError("it broke", Code.DataLoss);
      },
    });
    await expect(broken.ask("/v1/files/a")).rejects.toThrow();
  });

  test("ends upstream when the client goes away", async () => {
    const ended = Promise.withResolvers<void>();
    const { gateway } = await setup({
      async *watch(_: never, { signal }) {
        signal.addEventListener("abort", () => ended.resolve());
        yield {};
        await ended.promise;
      },
    });
    const leave = new AbortController();
    const response = await fetch(`${gateway.url}/v1/things/t:watch`, { signal: leave.signal });
    await response.body?.getReader().read();
    leave.abort();
    await ended.promise;
  });

  test("waits for a client that does not read", async () => {
    let sent = 0;
    const { gateway } = await setup({
      async *watch() {
        for (; sent < 2_000; sent++) yield { name: "x".repeat(16_384) };
      },
    });
    const request = http.get(`${gateway.url}/v1/things/t:watch`);
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    // The upstream has been held back when it sends nothing for as long as it takes to answer another call several times.
    for (let before = -1; before !== sent; ) {
      before = sent;
      for (let i = 0; i < 20; i++) await (await fetch(`${gateway.url}/v1/things/other`)).text();
    }
    expect(sent).toBeLessThan(1_900);
    let bytes = 0;
    for await (const chunk of response) bytes += (chunk as Buffer).byteLength;
    expect(bytes).toBe(2_000 * ('{"name":""}\n'.length + 16_384));
  });
});

describe("a stream of requests", () => {
  const ndjson = { "content-type": "application/x-ndjson" };

  test("is a message a line, with the path's values in each", async () => {
    const { ask } = await setup();
    const body = '{"size":1}\n\n{"size":"2"}\n{"size":3}';
    const { json } = await ask("/v1/things/t:collect", { method: "POST", headers: ndjson, body });
    expect(json).toEqual({ tags: ["things/t:1", "things/t:2", "things/t:3"] });
  });

  test.each([
    ['{"size":1}\n{"no":1}\n', 400, "no is unknown"],
    [`{"size":1}\n${"x".repeat(2_000)}`, 429, "a line of the body is longer than 1000 bytes"],
  ])("with a wrong line fails: %j", async (body, status, message) => {
    const { ask } = await setup({}, { maxRequestBytes: 1_000 });
    const answer = await ask("/v1/things/t:collect", { method: "POST", headers: ndjson, body });
    expect([answer.status, answer.json]).toEqual([
      status,
      expect.objectContaining({ message: expect.stringContaining(message) }),
    ]);
  });

  test("and one of answers run both ways over HTTP/2", async () => {
    const { gateway } = await setup();
    const session = http2.connect(gateway.url);
    open?.defer(() => session.destroy());
    const stream = session.request({ ":method": "POST", ":path": "/v1/talk", ...ndjson });
    stream.setEncoding("utf8");
    for (const name of ["a", "b"]) {
      stream.write(`{"name":"${name}"}\n`);
      const [line] = await once(stream, "data");
      expect(line).toBe(`{"name":"${name}"}\n`);
    }
    stream.end();
    await once(stream, "end");
    stream.destroy();
  });
});

describe("the document", () => {
  test("and its page are served, and sent once", async () => {
    const { ask } = await setup();
    const first = await ask("/openapi.json");
    expect(Object.keys((first.json as JsonObject).paths as object)).toContain("/v1/things/{things_id}");
    const headers = { "if-none-match": first.headers.get("etag") ?? "" };
    expect((await ask("/openapi.json", { headers })).status).toBe(304);
    expect((await ask("/docs")).headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await ask("/docs/swagger-ui-bundle.js")).text).toContain("SwaggerUIBundle");
  });
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
