import { once } from "node:events";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { EchoRequestSchema } from "./support/echo.ts";
import { clientOf, startGateway, type TestGateway } from "./support/gateway.ts";
import { dial, frame, postHttp2, received } from "./support/raw.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

let upstream: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startGateway([upstream], { requestTimeoutMs: 300 });
});
afterEach(async () => {
  expect((await clientOf(gateway).unary({ text: "still alive" })).text).toBe("still alive");
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const path = "/echo.v1.EchoService/Unary";
const post = (body: string | Uint8Array, contentType: string, to = path) =>
  fetch(gateway.url + to, { method: "POST", headers: { "content-type": contentType }, body: body as string });
const grpc = (body: Uint8Array, contentType = "application/grpc", to = path) =>
  postHttp2(gateway.url, to, { "content-type": contentType, te: "trailers" }, body);
const message = toBinary(EchoRequestSchema, create(EchoRequestSchema, { text: "a longer text" }));
const torn = message.subarray(0, message.length - 3);

async function expectConnectError(response: Response, status: number, code: string): Promise<string> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/json");
  const error = (await response.json()) as { code: string; message: string };
  expect(error.code).toBe(code);
  return error.message;
}

describe("over Connect", () => {
  test("an unknown field in JSON is named", async () => {
    const response = await post('{"text":"x","colour":"red"}', "application/json");
    expect(await expectConnectError(response, 400, "invalid_argument")).toContain('"colour"');
  });

  test("malformed JSON and a wrong type are INVALID_ARGUMENT", async () => {
    await expectConnectError(await post('{"text":', "application/json"), 400, "invalid_argument");
    const wrong = await expectConnectError(await post('{"count":"many"}', "application/json"), 400, "invalid_argument");
    expect(wrong).toContain("count");
  });

  test("bytes that are not the message are the upstream's to refuse", async () => {
    await expectConnectError(await post(torn, "application/proto"), 500, "internal");
    expect(upstream.calls.at(-1)?.method.name).toBe("Unary");
  });

  test("a content type that nobody speaks is 415", async () => {
    expect((await post("hello", "text/plain")).status).toBe(415);
  });

  test("an unknown method is 404, in JSON, and so is a path that is none of ours", async () => {
    await expectConnectError(await post("{}", "application/json", "/echo.v1.EchoService/Burn"), 404, "unimplemented");
    expect((await fetch(`${gateway.url}/favicon.ico`)).status).toBe(404);
    expect((await fetch(`${gateway.url}/%2e%2e/x`)).status).toBe(404);
  });

  test("a body of 64 MiB is RESOURCE_EXHAUSTED, and the connection serves on", async () => {
    const socket = await dial(gateway.port);
    const answers = received(socket, `"alive"`);
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${64 * 2 ** 20}\r\n\r\n`,
    );
    const mebibyte = Buffer.alloc(2 ** 20, 0x20);
    for (let i = 0; i < 64; i++) if (!socket.write(mebibyte)) await once(socket, "drain");
    socket.write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    const text = await answers;
    expect(text).toMatch(/^HTTP\/1.1 429/);
    expect(text).toContain('"code":"resource_exhausted","message":"the request message is larger than 4194304 bytes"');
    expect(text).toContain("HTTP/1.1 200");
    socket.destroy();
  });

  test("a body of unknown length is RESOURCE_EXHAUSTED once it is too long", async () => {
    const socket = await dial(gateway.port);
    socket.on("error", () => undefined);
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const mebibyte = `100000\r\n${" ".repeat(2 ** 20)}\r\n`;
    for (let i = 0; i < 6; i++) socket.write(mebibyte);
    expect(await received(socket, "resource_exhausted")).toMatch(/^HTTP\/1.1 429/);
    socket.destroy();
  });

  test("a body that does not come is not waited for", async () => {
    const socket = await dial(gateway.port);
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{`);
    expect(await received(socket, "deadline_exceeded")).toMatch(/^HTTP\/1.1 504/);
    socket.destroy();
  });
});

describe.each(["application/grpc", "application/grpc+proto"])("over gRPC as %s", (contentType) => {
  test("bytes that are not the message are the upstream's to refuse", async () => {
    expect((await grpc(frame(torn), contentType)).trailers["grpc-status"]).toBe(String(Code.Internal));
  });

  test("a frame that ends before its length is INVALID_ARGUMENT", async () => {
    const { trailers } = await grpc(frame(message, message.length + 50), contentType);
    expect(trailers["grpc-status"]).toBe(String(Code.InvalidArgument));
    expect((await grpc(Buffer.from([0, 0]), contentType)).trailers["grpc-status"]).toBe(String(Code.InvalidArgument));
  });

  test("no message, and two where one is wanted, are UNIMPLEMENTED", async () => {
    expect((await grpc(Buffer.alloc(0), contentType)).trailers["grpc-status"]).toBe(String(Code.Unimplemented));
    const two = Buffer.concat([frame(message), frame(message)]);
    expect((await grpc(two, contentType)).trailers["grpc-status"]).toBe(String(Code.Unimplemented));
  });

  test("a stream that ends within a message is INVALID_ARGUMENT", async () => {
    const body = Buffer.concat([frame(message), frame(torn, message.length)]);
    const { trailers } = await grpc(body, contentType, "/echo.v1.EchoService/Client");
    expect(trailers["grpc-status"]).toBe(String(Code.InvalidArgument));
  });

  test("a message of 64 MiB is RESOURCE_EXHAUSTED", async () => {
    const { trailers, rstCode } = await grpc(frame(Buffer.alloc(64 * 2 ** 20)), contentType);
    expect(trailers["grpc-status"]).toBe(String(Code.ResourceExhausted));
    expect(decodeURIComponent(String(trailers["grpc-message"]))).toBe(
      "the request message is larger than 4194304 bytes",
    );
    expect(rstCode).toBe(0);
  });

  test("a message that is compressed in no encoding is INTERNAL, and unknown flags are INVALID_ARGUMENT", async () => {
    const flagged = (flags: number) => Buffer.concat([Buffer.from([flags]), frame(message).subarray(1)]);
    expect((await grpc(flagged(1), contentType)).trailers["grpc-status"]).toBe(String(Code.Internal));
    expect((await grpc(flagged(2), contentType)).trailers["grpc-status"]).toBe(String(Code.InvalidArgument));
  });

  test("an unknown method is UNIMPLEMENTED", async () => {
    const { headers } = await grpc(frame(message), contentType, "/echo.v1.EchoService/Burn");
    expect(headers).toMatchObject({ ":status": 200, "grpc-status": String(Code.Unimplemented) });
  });
});

test("a deadline too far for a timer does not end the call", async () => {
  const { trailers } = await postHttp2(
    gateway.url,
    path,
    { "content-type": "application/grpc", "grpc-timeout": "99999999H" },
    frame(message),
  );
  expect(trailers["grpc-status"]).toBe("0");
});

test("what the gateway does not know of a message passes", async () => {
  // Field 99, of a newer version of the schema, within the request and back within the answer.
  const newer = Buffer.concat([message, Buffer.from([0x9a, 0x06, 0x02, 0x68, 0x69])]);
  const { trailers } = await grpc(frame(newer));
  expect(trailers["grpc-status"]).toBe("0");
});
