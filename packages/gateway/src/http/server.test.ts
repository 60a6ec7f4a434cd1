import { once } from "node:events";
import * as http2 from "node:http2";
import * as https from "node:https";
import { connect as dial } from "node:net";
import { text } from "node:stream/consumers";
import * as tls from "node:tls";
import { afterEach, expect, test } from "vitest";
import { answerOf, closed } from "../../test/support/raw.ts";
import { pairOf, tlsFile } from "../../test/support/tls.ts";
import { createLog } from "../telemetry/log.ts";
import { answerJson } from "./answer.ts";
import { createHttpServer, type HttpServer } from "./server.ts";
import type { ListenerTls } from "./tls.ts";

const log = createLog("gateway", "error", { write: () => undefined });
const files: ListenerTls = { certFile: tlsFile("server.pem"), keyFile: tlsFile("server.key.pem") };
const limits = {
  maxHeaderBytes: 32 * 1024,
  headersTimeoutMs: 10_000,
  idleTimeoutMs: 60_000,
  maxStreamsPerConnection: 10,
};
const trust = { ca: pairOf("server").cert };

let server: HttpServer;
afterEach(() => server.destroy());
/** Starts a server that says which version of HTTP it was asked in. */
const start = async (
  options: Partial<typeof limits> = {},
  secure: ListenerTls | undefined = files,
): Promise<number> => {
  server = createHttpServer(
    (exchange) => answerJson(exchange, 200, { version: exchange.httpVersion }),
    { ...limits, ...options },
    log,
    secure,
  );
  return Number((await server.listen({ host: "127.0.0.1", port: 0 })).split(":")[1]);
};
const overHttp1 = async (port: number) => {
  const request = https.get({ port, host: "127.0.0.1", agent: false, ...trust });
  const [response] = await once(request, "response");
  return text(response);
};
const overHttp2 = async (session: http2.ClientHttp2Session) => (await answerOf(session.request())).body.toString();

test("over TLS both versions of HTTP are served on one port", async () => {
  const port = await start();
  expect(await overHttp1(port)).toBe('{"version":"1"}\n');
  const session = http2.connect(`https://127.0.0.1:${port}`, trust);
  expect(await overHttp2(session)).toBe('{"version":"2"}\n');
  session.close();
});

test("a client that agreed on HTTP/2 and then says nothing is not waited for", async () => {
  const port = await start({ headersTimeoutMs: 100 });
  for (const opening of ["", "PRI * HTTP/2.0\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]) {
    const socket = tls.connect({ port, host: "127.0.0.1", ALPNProtocols: ["h2"], ...trust });
    socket.write(opening);
    await closed(socket);
  }
});

test("one that has begun may stay for longer", async () => {
  const port = await start({ headersTimeoutMs: 100 });
  const quiet = http2.connect(`https://127.0.0.1:${port}`, trust);
  await once(quiet, "remoteSettings");
  const socket = tls.connect({ port, host: "127.0.0.1", ALPNProtocols: ["h2"], ...trust });
  // It came later, so when it has been closed the other one's time is over as well.
  await closed(socket);
  expect(await overHttp2(quiet)).toBe('{"version":"2"}\n');
  quiet.close();
});

test("a client that drips its headers over TLS is not waited for", async () => {
  const port = await start({ headersTimeoutMs: 200 });
  const socket = tls.connect({ port, host: "127.0.0.1", ...trust });
  socket.write("POST / HTTP/1.1\r\nhost: x\r\n");
  const drip = setInterval(() => socket.write("x: y\r\n"), 20);
  await closed(socket);
  clearInterval(drip);
});

test("what does not speak TLS is turned away", async () => {
  const port = await start();
  const socket = dial(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.end("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  expect(await text(socket)).not.toContain("HTTP/");
});

test("draining says goodbye over TLS too", async () => {
  const port = await start();
  const session = http2.connect(`https://127.0.0.1:${port}`, trust);
  await overHttp2(session);
  const told = once(session, "goaway");
  await server.drain();
  expect(await told).toEqual([0, 2 ** 31 - 1, undefined]);
  await expect(overHttp1(port)).rejects.toThrow("ECONNREFUSED");
});

test("destroying ends connections whose handshake has not come", async () => {
  const port = await start();
  const socket = dial(port, "127.0.0.1");
  await once(socket, "connect");
  expect(await overHttp1(port)).toContain("version");
  server.destroy();
  await closed(socket);
});
