import { once } from "node:events";
import * as http from "node:http";
import * as http2 from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { startRest, type Thing } from "./support/rest.ts";

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
    await using rest = await startRest();
    const { headers, text } = await rest.ask("/v1/things/t:watch?size=2", { headers: { accept } });
    expect([headers.get("content-type"), text]).toEqual([contentType, body]);
  });

  test.each([
    ["*/*", `${JSON.stringify(one)}\n${JSON.stringify({ "@error": status })}\n`],
    ["text/event-stream", `id: 1\ndata: ${JSON.stringify(one)}\n\nevent: error\ndata: ${JSON.stringify(status)}\n\n`],
    ["application/json", `[${JSON.stringify(one)},\n${JSON.stringify({ "@error": status })}]\n`],
  ])("that fails says so, for Accept %s", async (accept, body) => {
    await using rest = await startRest(failing);
    const answer = await rest.ask("/v1/things/t:watch", { headers: { accept } });
    expect([answer.status, answer.text]).toEqual([200, body]);
  });

  test("that fails before its first message has the HTTP status of the error", async () => {
    await using rest = await startRest({
      // biome-ignore lint/correctness/useYield: it fails before there is anything to yield.
      async *watch() {
        throw new ConnectError("no such thing", Code.NotFound);
      },
    });
    const answer = await rest.ask("/v1/things/t:watch", { headers: { accept: "text/event-stream" } });
    expect([answer.status, answer.json]).toEqual([404, { code: 5, message: "no such thing", details: [] }]);
  });

  test("may be empty", async () => {
    await using rest = await startRest();
    expect((await rest.ask("/v1/things/t:watch", { headers: { accept: "application/json" } })).json).toEqual([]);
    const lines = await rest.ask("/v1/things/t:watch");
    expect([lines.status, lines.text]).toEqual([200, ""]);
  });

  test("goes on behind the last event, which the service hears of", async () => {
    await using rest = await startRest({
      async *watch(_: never, { requestHeader }) {
        yield { name: requestHeader.get("last-event-id") };
      },
    });
    const headers = { accept: "text/event-stream", "last-event-id": "41" };
    expect((await rest.ask("/v1/things/t:watch", { headers })).text).toMatch(/^id: 42\ndata: \{"name":"41"\}\n/);
  });

  test("tells that it is alive before there is anything to tell", async () => {
    const alive = Promise.withResolvers<void>();
    await using rest = await startRest(
      {
        async *watch() {
          await alive.promise;
          yield {};
        },
      },
      { heartbeatMs: 10 },
    );
    const response = await fetch(`${rest.gateway.url}/v1/things/t:watch`, { headers: { accept: "text/event-stream" } });
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes(":\n\n")) alive.resolve();
    }
    expect(text).toMatch(/^(?::\n\n)+id: 1\ndata: \{\}\n\n(?::\n\n)*event: end\n/);
  });

  test("of raw bytes has the type of its first piece, and is broken off where it fails", async () => {
    await using rest = await startRest();
    const { headers, text } = await rest.ask("/v1/files/a");
    expect([headers.get("content-type"), text]).toEqual(["text/plain", "one two"]);
    await using broken = await startRest({
      async *load() {
        yield { contentType: "text/plain", data: Buffer.from("one") };
        throw new ConnectError("it broke", Code.DataLoss);
      },
    });
    await expect(broken.ask("/v1/files/a")).rejects.toThrow();
  });

  test("ends upstream when the client goes away", async () => {
    const ended = Promise.withResolvers<void>();
    await using rest = await startRest({
      async *watch(_: never, { signal }) {
        signal.addEventListener("abort", () => ended.resolve());
        yield {};
        await ended.promise;
      },
    });
    const leave = new AbortController();
    const response = await fetch(`${rest.gateway.url}/v1/things/t:watch`, { signal: leave.signal });
    await response.body?.getReader().read();
    leave.abort();
    await ended.promise;
  });

  test("leaves nothing behind that beats for it", async () => {
    await using rest = await startRest();
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    await rest.ask("/v1/things/t:watch?size=1");
    const before = timers();
    for (let i = 0; i < 50; i++) await rest.ask("/v1/things/t:watch?size=1");
    // An exchange is over a little later than its client has read the answer.
    while (timers() >= before + 25) await rest.ask("/v1/things/t");
  });

  test("is asked for its head alone without being waited for", async () => {
    const ended = Promise.withResolvers<void>();
    await using rest = await startRest({
      async *watch(_: never, { signal }) {
        signal.addEventListener("abort", () => ended.resolve());
        yield {};
        await ended.promise;
      },
    });
    expect((await rest.ask("/v1/things/t:watch", { method: "HEAD" })).status).toBe(200);
    await ended.promise;
  });

  test("waits for a client that does not read", async () => {
    let sent = 0;
    await using rest = await startRest({
      async *watch() {
        for (; sent < 2_000; sent++) yield { name: "x".repeat(16_384) };
      },
    });
    const request = http.get(`${rest.gateway.url}/v1/things/t:watch`);
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    // The upstream has been held back when it sends nothing for as long as it takes to answer another call several times.
    for (let before = -1; before !== sent; ) {
      before = sent;
      for (let i = 0; i < 20; i++) await (await fetch(`${rest.gateway.url}/v1/things/other`)).text();
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
    await using rest = await startRest();
    const body = '{"size":1}\n\n{"size":"2"}\n{"size":3}';
    const { json } = await rest.ask("/v1/things/t:collect", { method: "POST", headers: ndjson, body });
    expect(json).toEqual({ tags: ["things/t:1", "things/t:2", "things/t:3"] });
  });

  test.each([
    ['{"size":1}\n{"no":1}\n', 400, "no is unknown"],
    [`{"size":1}\n${"x".repeat(2_000)}`, 429, "a line of the body is longer than 1000 bytes"],
  ])("with a wrong line fails: %j", async (body, status, message) => {
    await using rest = await startRest({}, { maxRequestBytes: 1_000 });
    const answer = await rest.ask("/v1/things/t:collect", { method: "POST", headers: ndjson, body });
    expect([answer.status, answer.json]).toEqual([
      status,
      expect.objectContaining({ message: expect.stringContaining(message) }),
    ]);
  });

  test("waits for a service that does not read", async () => {
    const read = Promise.withResolvers<void>();
    await using rest = await startRest({
      async collect(things: AsyncIterable<Thing>) {
        await read.promise;
        let count = 0;
        for await (const _ of things) count++;
        return { size: BigInt(count) };
      },
    });
    const request = http.request(`${rest.gateway.url}/v1/things/t:collect`, { method: "POST", headers: ndjson });
    const line = `{"tags":["${"x".repeat(65_536)}"]}\n`;
    let written = 0;
    const writing = (async () => {
      for (; written < 400; written++) if (!request.write(line)) await once(request, "drain");
      request.end();
    })();
    // The client has been held back when it gets rid of nothing for as long as it takes to answer other calls.
    for (let before = -1; before !== written || before === 0; ) {
      before = written;
      for (let i = 0; i < 20; i++) await rest.ask("/v1/things/other");
    }
    expect(written).toBeLessThan(350);
    read.resolve();
    await writing;
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    expect(JSON.parse(Buffer.concat(await response.toArray()).toString())).toEqual({ size: "400" });
  });

  test("and one of answers run both ways over HTTP/2", async () => {
    await using rest = await startRest();
    const session = http2.connect(rest.gateway.url);
    const stream = session.request({ ":method": "POST", ":path": "/v1/talk", ...ndjson });
    stream.setEncoding("utf8");
    for (const name of ["a", "b"]) {
      stream.write(`{"name":"${name}"}\n`);
      const [line] = await once(stream, "data");
      expect(line).toBe(`{"name":"${name}"}\n`);
    }
    stream.end();
    await once(stream, "end");
    session.destroy();
  });
});
