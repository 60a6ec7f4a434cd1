import * as http2 from "node:http2";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EchoRequestSchema, EchoResponseSchema } from "./support/echo.ts";
import { startGateway, type TestGateway } from "./support/gateway.ts";
import { answerOf, dial, frame, postHttp2, received } from "./support/raw.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

let upstream: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startGateway([upstream]);
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const request = (text: string, count = 0) => toBinary(EchoRequestSchema, create(EchoRequestSchema, { text, count }));
const textOf = (bytes: Uint8Array) => fromBinary(EchoResponseSchema, bytes).text;
const path = (method: string) => `/echo.v1.EchoService/${method}`;
const post = (method: string, headers: Record<string, string>, body: string | Uint8Array) =>
  fetch(gateway.url + path(method), { method: "POST", headers, body: body as string });

/** The frames of a body: flags and bytes. */
function framesOf(body: Buffer): [number, Buffer][] {
  const frames: [number, Buffer][] = [];
  for (let at = 0; at < body.length; ) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    frames.push([body[at] as number, body.subarray(at + 5, end)]);
    at = end;
  }
  return frames;
}
const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

test("an answer that is not a stream is one piece of a known length", async () => {
  const socket = await dial(gateway.port);
  socket.write(`POST ${path("Unary")} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\n`);
  socket.write('content-length: 13\r\n\r\n{"text":"hi"}');
  const [head, body] = (await received(socket)).split("\r\n\r\n");
  expect(body).toBe('{"text":"hi","upstream":"one"}');
  expect(head?.toLowerCase()).toContain("content-length: 30");
});

test("a content type may have another case, and say its charset", async () => {
  for (const contentType of [
    "application/JSON",
    "application/json; charset=utf-8",
    'application/json;charset="UTF-8"',
  ]) {
    expect(await (await post("Unary", { "content-type": contentType }, '{"text":"x"}')).json()).toMatchObject({
      text: "x",
    });
  }
});

test("who asks in no way that a method is served in is told the ways", async () => {
  const unary = await post("Unary", { "content-type": "application/connect+json" }, "");
  expect([unary.status, unary.headers.get("accept-post")?.split(", ")]).toEqual([
    415,
    expect.arrayContaining(["application/json", "application/proto", "application/grpc-web+proto"]),
  ]);
  const stream = await post("Server", { "content-type": "application/json" }, "{}");
  expect([stream.status, stream.headers.get("accept-post")]).toEqual([
    415,
    expect.stringContaining("application/connect+json"),
  ]);
  const allow = async (method: string) =>
    (await fetch(gateway.url + path(method), { method: "PUT" })).headers.get("allow");
  expect([await allow("Read"), await allow("Unary")]).toEqual(["GET, POST", "POST"]);
});

describe("gRPC-Web as text", () => {
  const send = async (method: string, contentType: string, body: Uint8Array) => {
    const response = await post(method, { "content-type": contentType }, Buffer.from(body).toString("base64"));
    expect(response.headers.get("content-type")).toMatch(/^application\/grpc-web-text\+/);
    const groups = (await response.text()).match(/[^=]+=*/g) ?? [];
    return framesOf(Buffer.concat(groups.map((group) => Buffer.from(group, "base64"))));
  };

  test("is base64 in both directions, each piece for itself", async () => {
    const frames = await send("Server", "application/grpc-web-text", frame(request("n", 3)));
    expect(frames.slice(0, -1).map(([flags, bytes]) => [flags, textOf(bytes)])).toEqual([
      [0, "n0"],
      [0, "n1"],
      [0, "n2"],
    ]);
    expect([frames[3]?.[0], String(frames[3]?.[1])]).toEqual([0x80, expect.stringContaining("grpc-status: 0\r\n")]);
  });

  test("carries JSON too", async () => {
    const [message] = await send("Unary", "application/grpc-web-text+json", frame(Buffer.from('{"text":"hi"}')));
    expect(JSON.parse(String(message?.[1]))).toEqual({ text: "hi", upstream: "one" });
  });

  test("is refused where it is none", async () => {
    const response = await post("Unary", { "content-type": "application/grpc-web-text" }, "!!!!");
    const [frames] = framesOf(Buffer.from(await response.text(), "base64"));
    expect(String(frames?.[1])).toContain(`grpc-status: ${Code.InvalidArgument}\r\n`);
  });
});

describe("a Connect GET", () => {
  const get = (query: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}${path("Read")}?${new URLSearchParams({ connect: "v1", ...query })}`, { headers });
  const message = Buffer.from(request("by get ~~~"));

  test.each(["base64", "base64url"] as const)("has its message in %s, with padding or without", async (form) => {
    const response = await get({ encoding: "proto", base64: "1", message: message.toString(form) });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/proto"]);
    expect(textOf(await bodyOf(response))).toBe("by get ~~~");
  });

  test("may be compressed", async () => {
    const query = {
      encoding: "proto",
      base64: "1",
      compression: "gzip",
      message: gzipSync(message).toString("base64url"),
    };
    expect(textOf(await bodyOf(await get(query)))).toBe("by get ~~~");
    expect((await get({ ...query, compression: "zstd" })).status).toBe(501);
  });

  test("is refused where a parameter is wrong", async () => {
    expect((await get({ encoding: "proto", base64: "1", message: "*" })).status).toBe(400);
    expect((await get({ encoding: "json", message: "{}", connect: "v2" })).status).toBe(400);
    expect((await get({ encoding: "xml", message: "{}" })).status).toBe(415);
    expect((await get({ encoding: "json", message: '{"colour":1}' })).status).toBe(400);
  });
});

describe("compression", () => {
  const long = "abc".repeat(1000);

  test.each([
    ["gzip", gunzipSync],
    ["br", brotliDecompressSync],
  ])("an answer is packed with %s where its reader takes that and it is worth it", async (name, unpack) => {
    const answer = async (text: string) => {
      const session = http2.connect(gateway.url);
      const headers = { ":method": "POST", ":path": path("Unary"), "content-type": "application/json" };
      const stream = session.request({ ...headers, "accept-encoding": name });
      stream.end(JSON.stringify({ text }));
      const got = await answerOf(stream);
      session.close();
      return got;
    };
    const packed = await answer(long);
    expect([packed.headers["content-encoding"], packed.body.length < 200]).toEqual([name, true]);
    expect(JSON.parse(String(unpack(packed.body)))).toMatchObject({ text: long });
    expect((await answer("short")).headers["content-encoding"]).toBeUndefined();
  });

  test("the messages of a Connect stream are packed one by one, in their order", async () => {
    const headers = { "content-type": "application/connect+json", "connect-accept-encoding": "gzip" };
    const body = frame(Buffer.from(JSON.stringify({ text: long, count: 3 })));
    const response = await post("Server", headers, body);
    expect(response.headers.get("connect-content-encoding")).toBe("gzip");
    const frames = framesOf(await bodyOf(response));
    expect(frames.map(([flags]) => flags)).toEqual([1, 1, 1, 2]);
    const texts = frames.slice(0, 3).map(([, bytes]) => JSON.parse(String(gunzipSync(bytes))).text);
    expect(texts).toEqual([`${long}0`, `${long}1`, `${long}2`]);
  });

  test("frames that the upstream has packed pass as they are", async () => {
    const body = frame(request(long));
    const headers = { "content-type": "application/grpc", te: "trailers", "grpc-accept-encoding": "gzip" };
    const answer = await postHttp2(gateway.url, path("Unary"), headers, body);
    expect(answer.headers["grpc-encoding"]).toBe("gzip");
    const [[flags, bytes] = [0, Buffer.alloc(0)]] = framesOf(answer.body);
    expect([flags, textOf(gunzipSync(bytes))]).toEqual([1, long]);
    expect(upstream.calls.at(-1)?.requestHeader.get("grpc-accept-encoding")).toBe("gzip");
  });

  test("a request that is packed comes to the upstream unpacked", async () => {
    const packed = gzipSync(request(long));
    const body = Buffer.concat([frame(packed), frame(request("plain"))]);
    body[0] = 1;
    const headers = { "content-type": "application/grpc", te: "trailers", "grpc-encoding": "gzip" };
    const { trailers, body: answer } = await postHttp2(gateway.url, path("Client"), headers, body);
    expect(trailers["grpc-status"]).toBe("0");
    expect(textOf(gunzipOf(framesOf(answer)[0]))).toBe(`${long},plain`);
    expect(upstream.calls.at(-1)?.requestHeader.get("grpc-encoding")).toBeNull();
  });

  test("a message that unpacks to more than the limit is refused, in a stream too", async () => {
    const body = frame(gzipSync(Buffer.alloc(8 * 2 ** 20)));
    body[0] = 1;
    const headers = { "content-type": "application/grpc", te: "trailers", "grpc-encoding": "gzip" };
    const { trailers } = await postHttp2(gateway.url, path("Client"), headers, body);
    expect(trailers["grpc-status"]).toBe(String(Code.ResourceExhausted));
  });
});

/** A message, unpacked where it is packed. */
function gunzipOf(one: [number, Buffer] | undefined): Buffer {
  const [flags, bytes] = one ?? [0, Buffer.alloc(0)];
  return flags === 1 ? gunzipSync(bytes) : bytes;
}

test("a deadline that the protocol does not have comes as X-Request-Timeout, and goes on as grpc-timeout", async () => {
  await post("Unary", { "content-type": "application/json", "x-request-timeout": "7.5" }, "{}");
  const seen = upstream.calls.at(-1);
  expect(seen?.timeoutMs()).toBeGreaterThan(0);
  expect(seen?.timeoutMs()).toBeLessThanOrEqual(7_500);
  expect(seen?.requestHeader.get("x-request-timeout")).toBeNull();
  const refused = await post("Unary", { "content-type": "application/json", "x-request-timeout": "soon" }, "{}");
  expect(refused.status).toBe(400);
});

test("a malformed deadline, and another version of Connect, are INVALID_ARGUMENT", async () => {
  for (const headers of [{ "connect-timeout-ms": "soon" }, { "connect-protocol-version": "2" }]) {
    const response = await post("Unary", { "content-type": "application/json", ...headers }, "{}");
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: "invalid_argument" }),
    ]);
  }
});

test("a request whose target is no path is refused, and one with a query is served", async () => {
  const socket = await dial(gateway.port);
  socket.write("OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  const refused = await received(socket);
  expect([refused.slice(0, 12), refused]).toEqual(["HTTP/1.1 400", expect.stringContaining("is not a path")]);
  expect((await post("Unary?x=1", { "content-type": "application/json" }, "{}")).status).toBe(200);
});
