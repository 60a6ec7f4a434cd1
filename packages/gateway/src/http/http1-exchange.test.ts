import * as http from "node:http";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "../telemetry/log.ts";
import { answer } from "./answer.ts";
import { createHttpServer, type HttpServer } from "./server.ts";

const log = createLog("gateway", "error", { write: () => undefined });
const limits = { maxHeaderBytes: 32_768, headersTimeoutMs: 10_000, idleTimeoutMs: 60_000, maxStreamsPerConnection: 10 };
/** Bytes of every value. */
const bodyOf = (size: number) => Buffer.from(Array.from({ length: size }, (_, i) => i));
const fieldValue = "gr\u00fcn \u00ff";

let server: HttpServer;
let port: number;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
beforeAll(async () => {
  server = createHttpServer(
    (exchange) => {
      const body = bodyOf(Number(exchange.query));
      answer(exchange, 200, ["content-type", "application/octet-stream", "x-own", fieldValue], body);
    },
    limits,
    log,
  );
  port = Number((await server.listen({ host: "127.0.0.1", port: 0 })).split(":")[1]);
});
afterAll(() => {
  agent.destroy();
  server.destroy();
});

function ask(size: number, method = "GET"): Promise<{ response: http.IncomingMessage; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: "127.0.0.1", path: `/?${size}`, method, agent }, (response) => {
      buffer(response).then((body) => resolve({ response, body }), reject);
    });
    request.on("error", reject).end();
  });
}

test.each([0, 1, 256, 16_383, 16_384, 1_000_000])(
  "an answer of %i bytes arrives as it is, its head too",
  async (size) => {
    // Twice over one connection: what is too much or too little of the first would be taken for the second.
    for (let i = 0; i < 2; i++) {
      const { response, body } = await ask(size);
      expect(Buffer.compare(body, bodyOf(size))).toBe(0);
      expect(response.headers["x-own"]).toBe(fieldValue);
      expect(response.headers["content-length"]).toBe(String(size));
    }
  },
);

test("HEAD is told the length of what it does not get", async () => {
  const { response, body } = await ask(256, "HEAD");
  expect([response.headers["content-length"], body.length]).toEqual(["256", 0]);
  expect((await ask(3)).body.toString("hex")).toBe("000102");
});
