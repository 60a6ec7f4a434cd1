import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { isFree, portPool } from "./ports.ts";

test("a port that somebody listens on is not free", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(await isFree(port)).toBe(false);
  expect(await portPool().take(port)).not.toBe(port);
  server.close();
  await once(server, "close");
  expect(await isFree(port)).toBe(true);
});

test("each port is given once", async () => {
  const pool = portPool();
  const ports = await Promise.all(Array.from({ length: 50 }, () => pool.take()));
  expect(new Set(ports).size).toBe(50);
  expect(
    ports.every((port) => port < 32_768),
    "below those of outgoing connections",
  ).toBe(true);
  expect(await pool.take(ports[0])).not.toBe(ports[0]);
});
