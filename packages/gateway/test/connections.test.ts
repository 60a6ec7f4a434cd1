import { once } from "node:events";
import * as http2 from "node:http2";
import { create, toBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, expect, test } from "vitest";
import { protocolOf } from "../src/http/sniff.ts";
import { EchoRequestSchema } from "./support/echo.ts";
import { startGateway, type TestGateway } from "./support/gateway.ts";
import { answerOf, closed, dial, frame, postHttp2, received } from "./support/raw.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

let upstream: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startGateway([upstream], { headersTimeoutMs: 200 });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const json = '{"text":"hi"}';
const request = [
  "POST /echo.v1.EchoService/Unary HTTP/1.1",
  "host: x",
  "content-type: application/json",
  `content-length: ${json.length}`,
  "connection: close",
  "",
  json,
].join("\r\n");

test("HTTP/1.1 is told from HTTP/2 by the first byte that differs", () => {
  expect(protocolOf(Buffer.from("P"))).toBeUndefined();
  expect(protocolOf(Buffer.from("PO"))).toBe("http1");
  expect(protocolOf(Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r"))).toBeUndefined();
  expect(protocolOf(Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))).toBe("http2");
  expect(protocolOf(Buffer.from("PRI * HTTP/1.1\r\n"))).toBe("http1");
});

test("HTTP/1.1 that comes in single bytes is understood", async () => {
  const socket = await dial(gateway.port);
  for (const byte of request) socket.write(byte);
  expect(await received(socket)).toContain('{"text":"hi","upstream":"one"}');
});

test("two HTTP/1.1 requests on one connection are answered in order", async () => {
  const socket = await dial(gateway.port);
  socket.write(request.replace("connection: close\r\n", "").replace("hi", "h1") + request.replace("hi", "h2"));
  const text = await received(socket);
  expect(text.indexOf('"h1"')).toBeGreaterThan(0);
  expect(text.indexOf('"h2"')).toBeGreaterThan(text.indexOf('"h1"'));
});

test("HTTP/2 whose preface comes in pieces is understood", async () => {
  const socket = await dial(gateway.port);
  const write = socket.write.bind(socket);
  socket.write = ((data: Uint8Array | string, ...rest: never[]) => {
    const bytes = Buffer.from(data as string, "latin1");
    for (const byte of bytes) write(Buffer.from([byte]));
    return rest.length > 0 || true;
  }) as typeof socket.write;
  const session = http2.connect(gateway.url, { createConnection: () => socket });
  const stream = session.request({
    ":method": "POST",
    ":path": "/echo.v1.EchoService/Unary",
    "content-type": "application/json",
  });
  stream.end(json);
  expect((await answerOf(stream)).body.toString()).toBe('{"text":"hi","upstream":"one"}');
  session.destroy();
});

test.each([
  ["that says nothing", ""],
  ["that stops in the middle of the preface", "PRI * HT"],
  ["that stops in the middle of its headers", "POST / HTTP/1.1\r\nhost: x\r\nx-slow: "],
])("a connection %s is closed in time", async (_, opening) => {
  const socket = await dial(gateway.port);
  socket.write(opening);
  await closed(socket);
});

test("a client that drips its headers is not waited for", async () => {
  const socket = await dial(gateway.port);
  socket.write("POST / HTTP/1.1\r\nhost: x\r\n");
  const drip = setInterval(() => socket.write("x: y\r\n"), 20);
  await closed(socket);
  clearInterval(drip);
});

test("headers beyond the limit are refused", async () => {
  const socket = await dial(gateway.port);
  socket.on("error", () => undefined);
  socket.write(`GET /healthz HTTP/1.1\r\nhost: x\r\nx-big: ${"a".repeat(40_000)}\r\n\r\n`);
  expect(await received(socket)).toMatch(/^HTTP\/1.1 431/);
});

test("gRPC by hand: trailers hold the status, and a connection carries many calls", async () => {
  const body = frame(toBinary(EchoRequestSchema, create(EchoRequestSchema, { text: "raw" })));
  const headers = { "content-type": "application/grpc", te: "trailers" };
  const answer = await postHttp2(gateway.url, "/echo.v1.EchoService/Unary", headers, body);
  expect(answer.headers[":status"]).toBe(200);
  expect(answer.trailers["grpc-status"]).toBe("0");
  expect(answer.rstCode).toBe(0);

  const session = http2.connect(gateway.url);
  const streams = Array.from({ length: 50 }, () => {
    const stream = session.request({ ":method": "POST", ":path": "/echo.v1.EchoService/Unary", ...headers });
    stream.end(body);
    return answerOf(stream);
  });
  for (const { trailers } of await Promise.all(streams)) expect(trailers["grpc-status"]).toBe("0");
  session.close();
});

test("a client that cancels much is served on", async () => {
  const session = http2.connect(gateway.url);
  for (let round = 0; round < 3_000; round++) {
    const stream = session.request({ ":method": "POST", ":path": "/echo.v1.EchoService/Unary" });
    stream.on("error", () => undefined);
    stream.close(http2.constants.NGHTTP2_CANCEL);
    if (round % 100 === 0) await once(stream, "close");
  }
  const last = session.request({ ":path": "/healthz" });
  expect((await answerOf(last)).headers[":status"]).toBe(200);
  session.close();
});
