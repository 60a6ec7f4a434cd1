import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as http2 from "node:http2";
import { type AddressInfo, connect as dial } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as tls from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { closed } from "../../test/support/raw.ts";
import { pairOf, tlsFile } from "../../test/support/tls.ts";
import { createLog } from "../telemetry/log.ts";
import { certificateSubject, createTlsListener, type ListenerTls, type TlsListener } from "./tls.ts";

let folder: string;
let files: { certFile: string; keyFile: string };
let listener: TlsListener;
const lines: Record<string, unknown>[] = [];
const log = createLog("gateway", "debug", { write: (line) => void lines.push(JSON.parse(line)) });

const install = (name: string) => {
  copyFileSync(tlsFile(`${name}.pem`), files.certFile);
  copyFileSync(tlsFile(`${name}.key.pem`), files.keyFile);
};
/** Starts a listener that tells every client what it takes it for. */
const listen = async (options: Partial<ListenerTls> = {}, handshakeTimeoutMs = 10_000): Promise<number> => {
  listener = createTlsListener({ ...files, ...options }, handshakeTimeoutMs, log, (socket, protocol) => {
    socket.end(`${protocol} ${certificateSubject(socket)}`);
  });
  listener.server.listen(0, "127.0.0.1");
  await once(listener.server, "listening");
  return (listener.server.address() as AddressInfo).port;
};
const call = async (port: number, options: tls.ConnectionOptions = {}) => {
  const socket = tls.connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...options });
  let name: string | undefined;
  socket.once("secureConnect", () => {
    name = socket.getPeerX509Certificate()?.subject;
  });
  return { said: await text(socket), name, authorized: socket.authorized };
};

beforeEach(() => {
  lines.length = 0;
  folder = mkdtempSync(join(tmpdir(), "tls-"));
  files = { certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") };
  install("server");
});
afterEach(() => {
  listener?.unwatch();
  listener?.server.close();
  rmSync(folder, { recursive: true });
});

test("the protocol is what client and listener agree on", async () => {
  const port = await listen();
  expect((await call(port, { ALPNProtocols: ["h2", "http/1.1"] })).said).toBe("http2 undefined");
  expect((await call(port, { ALPNProtocols: ["http/1.1"] })).said).toBe("http1 undefined");
  expect((await call(port)).said).toBe("http1 undefined");
  await expect(call(port, { ALPNProtocols: ["spdy/3"] })).rejects.toThrow("no application protocol");
});

test("the certificate is the one of the file, and is believed", async () => {
  const port = await listen();
  const { cert } = pairOf("server");
  expect((await call(port, { ca: cert, rejectUnauthorized: true })).authorized).toBe(true);
});

test("what is older than TLS 1.2 is refused", async () => {
  const port = await listen();
  expect((await call(port, { maxVersion: "TLSv1.2" })).said).toBe("http1 undefined");
  const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" } as const;
  await expect(call(port, old)).rejects.toThrow();
});

test("a certificate that changes is taken without a restart; one that does not fit its key is not", async () => {
  const port = await listen();
  expect((await call(port)).name).toBe("CN=localhost");
  install("renewed");
  listener.reload();
  expect((await call(port)).name).toBe("CN=renewed");
  copyFileSync(tlsFile("server.key.pem"), files.keyFile);
  listener.reload();
  writeFileSync(files.certFile, "nonsense");
  listener.reload();
  expect((await call(port)).name).toBe("CN=renewed");
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    ["info", "the certificate was read again"],
    ["warn", "the certificate cannot be used; the one before stays in use"],
    ["warn", "the certificate cannot be used; the one before stays in use"],
  ]);
});

test("a connection that is open stays so when the certificate changes", async () => {
  listener = createTlsListener(files, 10_000, log, (socket) => void socket.pipe(socket));
  listener.server.listen(0, "127.0.0.1");
  await once(listener.server, "listening");
  const { port } = listener.server.address() as AddressInfo;
  const socket = tls.connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
  await once(socket, "secureConnect");
  install("renewed");
  listener.reload();
  socket.end("still here");
  expect(await text(socket)).toBe("still here");
});

test("a listener without a usable certificate cannot be made", () => {
  expect(() => createTlsListener({ ...files, keyFile: tlsFile("renewed.key.pem") }, 1, log, () => undefined)).toThrow();
  expect(() => createTlsListener({ ...files, certFile: join(folder, "none") }, 1, log, () => undefined)).toThrow(
    "ENOENT",
  );
});

test("a handshake that does not come is not waited for", async () => {
  const port = await listen({}, 100);
  for (const opening of [Buffer.alloc(0), Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00])]) {
    const socket = dial(port, "127.0.0.1");
    socket.write(opening);
    await closed(socket);
  }
});

test("who speaks no TLS is turned away, and others are served on", async () => {
  const port = await listen();
  const socket = dial(port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  await closed(socket);
  expect((await call(port)).said).toBe("http1 undefined");
});

test("a client's certificate is asked for, and may be left out", async () => {
  const port = await listen({ clientCertificates: { caFile: tlsFile("client-ca.pem"), required: false } });
  expect((await call(port, pairOf("client"))).said).toBe("http1 O=Example\\, Inc.,CN=printer");
  expect((await call(port)).said).toBe("http1 undefined");
});

test("whose certificate it was is known of an HTTP/2 session too", async () => {
  const sessions = http2.createServer();
  listener = createTlsListener(
    { ...files, clientCertificates: { caFile: tlsFile("client-ca.pem"), required: true } },
    10_000,
    log,
    (socket) => sessions.emit("connection", socket),
  );
  listener.server.listen(0, "127.0.0.1");
  await once(listener.server, "listening");
  const { port } = listener.server.address() as AddressInfo;
  const client = http2.connect(`https://127.0.0.1:${port}`, { ca: pairOf("server").cert, ...pairOf("client") });
  const [session] = (await once(sessions, "session")) as [http2.ServerHttp2Session];
  expect(certificateSubject(session.socket)).toBe("O=Example\\, Inc.,CN=printer");
  client.destroy();
  session.destroy();
});

test("a client's certificate that is not believed is worse than none", async () => {
  const port = await listen({ clientCertificates: { caFile: tlsFile("client-ca.pem"), required: false } });
  expect(await call(port, pairOf("stranger")).catch(() => ({ said: "" }))).toMatchObject({ said: "" });
});

test("where a client's certificate is required, nobody is served without", async () => {
  const port = await listen({ clientCertificates: { caFile: tlsFile("client-ca.pem"), required: true } });
  expect((await call(port, pairOf("client"))).said).toBe("http1 O=Example\\, Inc.,CN=printer");
  for (const shown of [{}, pairOf("stranger")]) {
    expect(await call(port, shown).catch(() => ({ said: "" }))).toMatchObject({ said: "" });
  }
});

test("who is believed changes with the file, for sessions that were kept as well", async () => {
  const caFile = join(folder, "ca.pem");
  copyFileSync(tlsFile("client-ca.pem"), caFile);
  const port = await listen({ clientCertificates: { caFile, required: true } });
  const first = tls.connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...pairOf("client") });
  const [session] = (await once(first, "session")) as [Buffer];
  expect(await text(first)).toContain("printer");
  copyFileSync(tlsFile("stranger.pem"), caFile);
  listener.reload();
  expect(await call(port, { ...pairOf("client"), session }).catch(() => ({ said: "" }))).toMatchObject({ said: "" });
});
