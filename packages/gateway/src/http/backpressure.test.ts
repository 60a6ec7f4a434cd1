import * as http from "node:http";
import { afterEach, expect, test } from "vitest";
import { createLog } from "../telemetry/log.ts";
import type { Exchange } from "./exchange.ts";
import { createHttpServer, type HttpServer } from "./server.ts";

const log = createLog("gateway", "error", { write: () => undefined });
const limits = { maxHeaderBytes: 32_768, headersTimeoutMs: 10_000, idleTimeoutMs: 60_000, maxStreamsPerConnection: 10 };

let server: HttpServer;
afterEach(() => server.destroy());

/** Writes chunks of these sizes in each turn, whenever there is room, so many times; and then ends. */
function writeInTurns(exchange: Exchange, sizes: readonly number[], turns: number): void {
  let left = turns;
  const turn = () => {
    for (let room = true; room; ) {
      if (left-- === 0) return exchange.end();
      for (const size of sizes) room = exchange.write(Buffer.alloc(size));
    }
  };
  exchange.onDrain(turn);
  exchange.respond(200, ["content-type", "application/octet-stream"]);
  turn();
}

test.each([
  { sizes: [1_000], why: "small chunks" },
  { sizes: [70_000], why: "a large chunk" },
  { sizes: [10_000, 56_000], why: "chunks that are too much only together" },
  { sizes: [10_000, 40_000], why: "chunks that are not too much together" },
])("who waits for room hears of it: $why", async ({ sizes }) => {
  const turns = 200;
  server = createHttpServer((exchange) => writeInTurns(exchange, sizes, turns), limits, log);
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  const size = await new Promise<number>((resolve, reject) => {
    const request = http.get(`http://${address}/`, (response) => {
      let received = 0;
      response.on("data", (chunk: Buffer) => {
        received += chunk.length;
      });
      response.on("end", () => resolve(received)).on("error", reject);
    });
    request.on("error", reject);
  });
  expect(size).toBe(turns * sizes.reduce((sum, one) => sum + one, 0));
});
