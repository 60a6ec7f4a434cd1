import { once } from "node:events";
import { readFileSync } from "node:fs";
import * as http2 from "node:http2";
import { type AddressInfo, createServer, type Server } from "node:net";
import * as tls from "node:tls";
import { afterEach, describe, expect, test, vi } from "vitest";
import { connectH2 } from "../src/h2/connect.ts";
import type { TlsOptions } from "../src/upstream/connection.ts";
import { connectNode } from "../src/upstream/node-connection.ts";
import { record } from "./support/h2-call.ts";
import { closedPort } from "./support/raw.ts";
import { pairOf, tlsFile } from "./support/tls.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Answers each call with trailers alone, in which it says over what connection it came. */
async function secureServer(options: http2.SecureServerOptions = {}): Promise<number> {
  const server = http2.createSecureServer({ ...pairOf("server"), ...options });
  server.on("sessionError", () => undefined);
  server.on("stream", (stream, headers) => {
    const socket = stream.session?.socket as tls.TLSSocket;
    const subject = socket.getPeerCertificate().subject as { CN?: string } | undefined;
    stream.respond(
      {
        ":status": 200,
        "x-scheme": headers[":scheme"] as string,
        "x-server-name": String(socket.servername),
        "x-client": subject?.CN ?? "nobody",
      },
      { endStream: true },
    );
  });
  return listening(server);
}

describe.each([
  ["node:http2", connectNode],
  ["the own client", connectH2],
])("with %s", (_, connect) => {
  async function open(port: number, options?: TlsOptions) {
    const target = { host: "127.0.0.1", port };
    const connection = await connect({ target, authority: `echo.test:${port}`, tls: options, onEnd: () => undefined });
    cleanups.push(() => connection.destroy());
    return connection;
  }

  async function answer(port: number, options: TlsOptions): Promise<Record<string, string | undefined>> {
    const call = record((await open(port, options)).call);
    call.call.write([], true);
    expect(await call.ended).toBeUndefined();
    return Object.fromEntries(call.fields.flatMap((name, i) => (i % 2 === 0 ? [[name, call.fields[i + 1]]] : [])));
  }

  const ca = readFileSync(tlsFile("server.pem"));
  const refusal = (reason: RegExp) =>
    expect.objectContaining({ kind: "refused", message: expect.stringMatching(reason) });

  test("a peer is trusted by its certificate, for the address by default", async () => {
    const port = await secureServer();
    expect(await answer(port, { ca })).toMatchObject({ "x-scheme": "https", "x-server-name": "false" });
    expect(await answer(port, { ca, serverName: "localhost" })).toMatchObject({ "x-server-name": "localhost" });
  });

  test("a peer whose certificate nobody trusts, or is for another name, is refused", async () => {
    const port = await secureServer();
    await expect(open(port, {})).rejects.toEqual(refusal(/self-signed certificate/));
    await expect(open(port, { ca, serverName: "other.test" })).rejects.toEqual(refusal(/altnames/));
  });

  test("the gateway shows its own certificate where the peer asks for one", async () => {
    const clientCa = readFileSync(tlsFile("client-ca.pem"));
    const port = await secureServer({ requestCert: true, rejectUnauthorized: true, ca: clientCa });
    expect(await answer(port, { ca, ...pairOf("client") })).toMatchObject({ "x-client": "printer" });
    await expect(open(port, { ca })).rejects.toEqual(refusal(/./));
    await expect(open(port, { ca, ...pairOf("stranger") })).rejects.toEqual(refusal(/./));
  });

  test("a peer that speaks no HTTP/2 over TLS is refused", async () => {
    const port = await listening(tls.createServer({ ...pairOf("server"), ALPNProtocols: ["http/1.1"] }));
    await expect(open(port, { ca })).rejects.toEqual(refusal(/./));
    const silent = await listening(tls.createServer(pairOf("server")));
    await expect(open(silent, { ca })).rejects.toEqual(refusal(/ALPN/));
  });

  test("a certificate that is none is refused", async () => {
    await expect(open(await secureServer(), { ca, cert: "no PEM", key: "no PEM" })).rejects.toEqual(refusal(/./));
  });

  test("a port on which nobody listens is refused, by its address", async () => {
    const port = await closedPort();
    await expect(open(port)).rejects.toEqual(
      refusal(new RegExp(`^cannot connect to 127\\.0\\.0\\.1:${port}: .*REFUSED`)),
    );
  });

  test.each([
    ["closes at once", () => ""],
    ["answers with HTTP/1.1", () => "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"],
    ["speaks another protocol", () => "SSH-2.0-server\r\n"],
  ])("a peer that %s is refused", async (_, greeting) => {
    const port = await listening(
      createServer((socket) => {
        socket.on("error", () => undefined);
        socket.end(greeting());
      }),
    );
    await expect(open(port)).rejects.toEqual(refusal(/./));
  });

  test("a peer that says nothing is refused after three seconds", async () => {
    const server = createServer((socket) => socket.on("error", () => undefined).resume());
    const port = await listening(server);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const arrived = once(server, "connection");
    const opening = expect(open(port)).rejects.toEqual(refusal(/timed out/));
    const [socket] = await arrived;
    // It says what a client says first.
    await once(socket, "data");
    await vi.advanceTimersByTimeAsync(3_000);
    await opening;
  });
});
