import * as http2 from "node:http2";
import type { Socket } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { EchoRequestSchema } from "./support/echo.ts";
import { clientOf, startGateway, type TestGateway } from "./support/gateway.ts";
import { block, type Frame, flags, frame, settings, types, uint32 } from "./support/h2-peer.ts";
import { answerOf, closed, dial, frame as message, postHttp2, received } from "./support/raw.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

let upstream: FakeUpstream;
let gateway: TestGateway;
let session: http2.ClientHttp2Session;
beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startGateway([upstream], { headersTimeoutMs: 500 });
});
/** A client that was there before the attack is served during it and after. */
const bystander = () => answerOf(session.request({ ":path": "/healthz" }));
beforeAll(async () => {
  session = http2.connect(gateway.url);
  await bystander();
});
afterEach(async () => {
  expect((await bystander()).headers[":status"]).toBe(200);
  expect((await clientOf(gateway).unary({ text: "still alive" })).text).toBe("still alive");
});
afterAll(async () => {
  session.close();
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const path = "/echo.v1.EchoService/Unary";
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");
const head = (...fields: readonly string[]) => block(":scheme", "http", ":authority", "x", ...fields);
const request = head(":method", "POST", ":path", path, "content-type", "application/grpc");
/** A connection of HTTP/2 that has said hello. */
const greet = async (): Promise<Socket> => {
  const socket = await dial(gateway.port);
  socket.on("error", () => undefined);
  socket.write(Buffer.concat([preface, settings()]));
  return socket;
};
/** The error code of the GOAWAY that ends a connection; undefined where it ended without one. */
const goaway = async (socket: Socket): Promise<number | undefined> => {
  let seen = Buffer.from(await received(socket), "latin1");
  let code: number | undefined;
  while (seen.length >= 9) {
    const length = seen.readUIntBE(0, 3);
    if (seen[3] === types.goaway) code = seen.readUInt32BE(13);
    seen = seen.subarray(9 + length);
  }
  return code;
};

/** Hears the frames of a connection. */
const eachFrame = (socket: Socket, visit: (one: Frame) => void): void => {
  let seen = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk]);
    while (seen.length >= 9 && seen.length >= 9 + seen.readUIntBE(0, 3)) {
      const end = 9 + seen.readUIntBE(0, 3);
      const [type = 0, bits = 0] = seen.subarray(3, 5);
      visit({ type, flags: bits, streamId: seen.readUInt32BE(5), payload: seen.subarray(9, end) });
      seen = seen.subarray(end);
    }
  });
};

describe("floods of headers over HTTP/1.1", () => {
  const ask = async (headers: string) => {
    const socket = await dial(gateway.port);
    socket.on("error", () => undefined);
    socket.write(`GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers}\r\n`);
    return received(socket);
  };

  test("many and large fields are served, up to the limit", async () => {
    expect(await ask("x: y\r\n".repeat(100))).toMatch(/^HTTP\/1.1 200/);
    expect(await ask(`x: ${"y".repeat(30_000)}\r\n`)).toMatch(/^HTTP\/1.1 200/);
  });

  test("a field that is too large is 431", async () => {
    expect(await ask(`x: ${"y".repeat(33_000)}\r\n`)).toMatch(/^HTTP\/1.1 431/);
  });

  test("fields that are too large together are 431", async () => {
    expect(await ask(`x: ${"y".repeat(100)}\r\n`.repeat(400))).toMatch(/^HTTP\/1.1 431/);
  });

  test("fields that are too many are 431, though they are small", async () => {
    expect(await ask("x:\r\n".repeat(2_500))).toMatch(/^HTTP\/1.1 431/);
  });

  test("a request line without end is 431", async () => {
    const socket = await dial(gateway.port);
    socket.on("error", () => undefined);
    socket.write(`GET /${"a".repeat(40_000)}`);
    expect(await received(socket)).toMatch(/^HTTP\/1.1 431/);
  });
});

describe("floods of headers over HTTP/2", () => {
  test("many fields are served, up to the limit", async () => {
    const headers = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x-${i}`, "y"]));
    expect((await answerOf(session.request({ ":path": "/healthz", ...headers }))).headers[":status"]).toBe(200);
  });

  test.each([
    ["many", Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x-${i}`, "y"]))],
    ["large", { "x-large": "y".repeat(33_000) }],
  ])("fields that are too %s end the request, and no other of the connection", async (_, headers) => {
    const flooding = session.request({ ":path": "/healthz", ...headers });
    await expect(answerOf(flooding)).rejects.toThrow("NGHTTP2_ENHANCE_YOUR_CALM");
    expect((await bystander()).headers[":status"]).toBe(200);
  });

  test("fields that never end are cut off", async () => {
    const socket = await greet();
    socket.write(frame(types.headers, 0, 1, request));
    const more = frame(types.continuation, 0, 1, block("x-more", "y".repeat(10_000)));
    const flood = setInterval(() => socket.write(more), 1);
    await closed(socket);
    clearInterval(flood);
  });

  describe("fields that come byte by byte", () => {
    /** Sends the beginning of a request, and resolves when it was cut off. */
    const drip = async (socket: Socket, stream: number): Promise<void> => {
      const over = closed(socket);
      const slow = Buffer.concat([request, block("x-slow", "y".repeat(10_000))]);
      const bytes = frame(types.headers, flags.endHeaders, stream, slow);
      let at = 0;
      const next = setInterval(() => socket.write(bytes.subarray(at, ++at)), 1);
      await over;
      clearInterval(next);
    };

    test("are cut off, each of them though it is in time", async () => {
      await drip(await greet(), 1);
    });

    test("are cut off where another call of the connection runs", async () => {
      const socket = await greet();
      socket.write(frame(types.headers, flags.endHeaders, 1, request));
      await drip(socket, 3);
    });

    test("are told from those that were refused: their client answers a PING and keeps its connection", async () => {
      const socket = await greet();
      const statuses: string[] = [];
      const asked = Promise.withResolvers<void>();
      eachFrame(socket, ({ type, flags: bits, payload }) => {
        if (type === types.headers) statuses.push(payload.toString("hex"));
        if (type !== types.ping || (bits & flags.ack) !== 0) return;
        socket.write(frame(types.ping, flags.ack, 0, payload));
        asked.resolve();
      });
      const malformed = Buffer.concat([request, block("Upper", "case")]);
      socket.write(frame(types.headers, flags.endHeaders | flags.endStream, 1, malformed));
      await asked.promise;
      // As long as it takes to cut others off, twice.
      for (let i = 0; i < 2; i++) await drip(await greet(), 1);
      const healthz = head(":method", "GET", ":path", "/healthz");
      socket.write(frame(types.headers, flags.endHeaders | flags.endStream, 3, healthz));
      // 0x88 is the status 200 (RFC 7541, appendix A).
      await expect.poll(() => statuses).toEqual([expect.stringMatching(/^88/)]);
      socket.destroy();
    });
  });

  test("a table that grows with each request does not grow without end", async () => {
    const socket = await greet();
    // Literal fields with incremental indexing, and a table that the client says may be a gigabyte.
    const grow = Buffer.concat([Buffer.from([0x3f, 0xe1, 0xff, 0xff, 0xff, 0x03]), request]);
    socket.write(frame(types.headers, flags.endHeaders | flags.endStream, 1, grow));
    expect(await goaway(socket)).toBe(http2.constants.NGHTTP2_COMPRESSION_ERROR);
  });
});

describe("frames that HTTP/2 does not allow", () => {
  test.each([
    ["a frame beyond the size that was agreed on", () => frame(types.data, 0, 1, Buffer.alloc(16_385)), "FRAME_SIZE"],
    ["a frame that claims 16 MiB", () => Buffer.from([0xff, 0xff, 0xff, types.data, 0, 0, 0, 0, 1]), "FRAME_SIZE"],
    ["data of a stream that nobody opened", () => frame(types.data, 0, 7, Buffer.alloc(8)), "PROTOCOL"],
    ["a window beyond its bound", () => frame(types.windowUpdate, 0, 0, uint32(0x7fffffff)), "FLOW_CONTROL"],
    ["a stream with an even number", () => frame(types.headers, flags.endHeaders, 2, request), "PROTOCOL"],
    [
      "a block that is no HPACK",
      () => frame(types.headers, flags.endHeaders, 1, Buffer.alloc(64, 0xff)),
      "COMPRESSION",
    ],
  ])("%s ends the connection with its error", async (_, bytes, name) => {
    const socket = await greet();
    socket.write(bytes());
    const code = http2.constants[`NGHTTP2_${name}_ERROR` as "NGHTTP2_PROTOCOL_ERROR"];
    expect(await goaway(socket)).toBe(code);
  });

  test("a message that claims 4 GiB is refused before it comes", async () => {
    const body = message(Buffer.alloc(16), 2 ** 32 - 1);
    const { trailers } = await postHttp2(gateway.url, path, { "content-type": "application/grpc" }, body);
    expect(trailers["grpc-status"]).toBe(String(Code.ResourceExhausted));
  });
});

test("a client that opens and cancels streams as fast as it can is cut off, and others are served meanwhile", async () => {
  const socket = await greet();
  const over = closed(socket);
  for (let stream = 1; !socket.destroyed; ) {
    const frames: Buffer[] = [];
    for (let i = 0; i < 1_000; i++, stream += 2) {
      frames.push(frame(types.headers, flags.endHeaders, stream, request));
      frames.push(frame(types.rstStream, 0, stream, uint32(http2.constants.NGHTTP2_CANCEL)));
    }
    if (!socket.write(Buffer.concat(frames)))
      await Promise.race([new Promise((next) => socket.once("drain", next)), over]);
    expect((await bystander()).headers[":status"]).toBe(200);
  }
  await over;
  expect(gateway.log.filter(({ level }) => level === "error")).toEqual([]);
});

test("one that cancels as a busy page does is not cut off", async () => {
  const socket = await greet();
  for (let stream = 1; stream < 2_000; stream += 2) {
    socket.write(frame(types.headers, flags.endHeaders, stream, request));
    socket.write(frame(types.rstStream, 0, stream, uint32(http2.constants.NGHTTP2_CANCEL)));
  }
  socket.write(frame(types.ping, 0, 0, Buffer.from("and now?")));
  expect(await received(socket, "and now?")).toContain("and now?");
  socket.destroy();
});

test("a client that asks for signs of life without end, and reads none of them, is cut off", async () => {
  const socket = await greet();
  const over = new Promise((resolve) => socket.once("close", resolve));
  socket.pause();
  const pings = Buffer.concat(Array.from({ length: 2_000 }, () => frame(types.ping, 0, 0, Buffer.alloc(8))));
  while (!socket.destroyed) {
    if (!socket.write(pings)) await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), over]);
    expect((await bystander()).headers[":status"]).toBe(200);
  }
  await over;
});

describe("a small body that unpacks to a gibibyte", () => {
  /** Members of a gzip file may follow one another, so this costs no gibibyte here. */
  const mebibyte = gzipSync(Buffer.alloc(2 ** 20), { level: 9 });
  const bomb = Buffer.concat(Array.from({ length: 1024 }, () => mebibyte));
  const harmless = gzipSync(toBinary(EchoRequestSchema, create(EchoRequestSchema, { text: "small" })));
  const packed = (body: Uint8Array) => Buffer.concat([Buffer.from([1]), message(body).subarray(1)]);

  /** Runs it, and says by how many MiB the most memory that the process has ever had grew meanwhile. */
  const grownBy = async (act: () => Promise<void>) => {
    const before = process.resourceUsage().maxRSS;
    await act();
    return (process.resourceUsage().maxRSS - before) / 1024;
  };
  const post = (contentType: string, encoding: Record<string, string>, body: Uint8Array) =>
    fetch(gateway.url + path, {
      method: "POST",
      headers: { "content-type": contentType, ...encoding },
      body: body as Uint8Array<ArrayBuffer>,
    });

  test("the bomb is one", () => {
    expect(bomb.length).toBeLessThan(1.2 * 2 ** 20);
  });

  test.each(["application/proto", "application/json"])("over Connect as %s it is refused", async (contentType) => {
    const grown = await grownBy(async () => {
      const response = await post(contentType, { "content-encoding": "gzip" }, bomb);
      expect(response.status).toBe(429);
      expect(((await response.json()) as { code: string }).code).toBe("resource_exhausted");
    });
    expect(grown).toBeLessThan(128);
  });

  test("over Connect with Brotli it is refused", async () => {
    const body = brotliCompressSync(Buffer.alloc(64 * 2 ** 20));
    expect((await post("application/proto", { "content-encoding": "br" }, body)).status).toBe(429);
  });

  test("over gRPC-Web it is refused", async () => {
    const grown = await grownBy(async () => {
      const response = await post("application/grpc-web+proto", { "grpc-encoding": "gzip" }, packed(bomb));
      const status = response.headers.get("grpc-status") ?? (await response.text());
      expect(status).toContain(String(Code.ResourceExhausted));
    });
    expect(grown).toBeLessThan(128);
  });

  test("over gRPC it is refused", async () => {
    const headers = { "content-type": "application/grpc", "grpc-encoding": "gzip" };
    const grown = await grownBy(async () => {
      const { trailers } = await postHttp2(gateway.url, path, headers, packed(bomb));
      expect(trailers["grpc-status"]).toBe(String(Code.ResourceExhausted));
    });
    expect(grown).toBeLessThan(128);
  });

  test("what unpacks to little is let through", async () => {
    expect((await post("application/proto", { "content-encoding": "gzip" }, harmless)).status).toBe(200);
    const headers = { "content-type": "application/grpc", "grpc-encoding": "gzip" };
    const { trailers } = await postHttp2(gateway.url, path, headers, packed(harmless));
    expect(trailers["grpc-status"]).toBe("0");
  });
});
