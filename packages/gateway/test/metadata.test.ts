import { once } from "node:events";
import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGateway, type TestGateway } from "./support/gateway.ts";
import { answerOf, dial, frame, received } from "./support/raw.ts";

/** What a careless or hostile upstream may send. */
const odd = {
  "x-twice": ["1", "2"],
  etag: ["a", "b"],
  "retry-after": ["1", "2"],
  "set-cookie": ["a=1", "b=2"],
  "content-encoding": "gzip",
  "content-length": "7",
  "trailer-x-fake": "1",
  "connect-content-encoding": "br",
  "access-control-allow-origin": "https://evil.example",
} as unknown as http2.OutgoingHttpHeaders;

let upstream: http2.Http2Server;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = http2.createServer({ strictSingleValueFields: false });
  upstream.on("stream", (stream) => {
    const { "content-length": _, ...headers } = odd;
    stream.respond({ "content-type": "application/grpc", ...headers }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0", ...odd }));
    stream.end(frame(Buffer.alloc(0)));
  });
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  const { port } = upstream.address() as AddressInfo;
  gateway = await startGateway([`127.0.0.1:${port}`], { awaitReady: false });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  upstream.close();
});

const passed = [
  "x-twice: 1",
  "x-twice: 2",
  "etag: a",
  "etag: b",
  "retry-after: 1",
  "set-cookie: a=1",
  "set-cookie: b=2",
];
const smuggled = /gzip|: 7|x-fake|: br|evil/;
const path = "/echo.v1.EchoService/Unary";
const linesOf = (raw: readonly string[]) => raw.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${raw[i + 1]}`] : []));

test("over HTTP/1.1 metadata passes as often as it came, and nothing that belongs to a protocol", async () => {
  const socket = await dial(gateway.port);
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\n`);
  socket.write("content-length: 2\r\n\r\n{}");
  const [head = "", body] = (await received(socket)).split("\r\n\r\n");
  expect(body).toBe("{}");
  const lines = head.split("\r\n");
  expect(lines).toEqual(expect.arrayContaining([...passed, ...passed.map((line) => `trailer-${line}`)]));
  expect(head).not.toMatch(smuggled);
});

test.each(["application/grpc", "application/grpc-web"])("over HTTP/2 as %s too", async (contentType) => {
  const session = http2.connect(gateway.url);
  const stream = session.request({ ":method": "POST", ":path": path, "content-type": contentType });
  let head: string[] = [];
  let tail: string[] = [];
  stream.on("response", (_headers, _flags, raw: string[]) => {
    head = linesOf(raw);
  });
  stream.on("trailers", (_headers, _flags, raw: string[]) => {
    tail = linesOf(raw);
  });
  stream.end(frame(Buffer.alloc(0)));
  const { body } = await answerOf(stream);
  session.close();
  if (contentType === "application/grpc-web") tail = body.subarray(10).toString("latin1").split("\r\n");
  for (const lines of [head, tail]) {
    expect(lines).toEqual(expect.arrayContaining(passed));
    expect(lines.join("\n")).not.toMatch(smuggled);
  }
  expect(tail).toContain("grpc-status: 0");
});
