import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import * as tls from "node:tls";
import type { Log } from "../telemetry/log.ts";
import { watchFiles } from "../watched-file.ts";

/** TLS for a listener. Files are PEM, and are read again when they change. */
export interface ListenerTls {
  /** The certificate, followed by those between it and a root. */
  readonly certFile: string;
  readonly keyFile: string;
  /** Asks clients for certificates. Unset: it does not. */
  readonly clientCertificates?: ClientCertificates | undefined;
}

/** Whose certificates clients may show. */
export interface ClientCertificates {
  /** The authorities that are believed. */
  readonly caFile: string;
  /** Whether a client without one is turned away. One that shows a certificate which is not believed always is. */
  readonly required: boolean;
}

/** A TLS listener that does not listen yet. */
export interface TlsListener {
  readonly server: tls.Server;
  /** Reads the files again at once, for example on SIGHUP. */
  reload(): void;
  /** Ends the watching of the files; the listener stays as it is. */
  unwatch(): void;
}

const minVersion = "TLSv1.2";
const subject = Symbol("subject of the client's certificate");

/**
 * Makes a listener for HTTP/2 and HTTP/1.1, chosen by ALPN (RFC 7301); a client that does not know ALPN speaks HTTP/1.1. What was
 * negotiated stays as it is for connections that are open when the files change. Throws where the files cannot be used.
 */
export function createTlsListener(
  { certFile, keyFile, clientCertificates }: ListenerTls,
  handshakeTimeoutMs: number,
  log: Log,
  onConnection: (socket: tls.TLSSocket, protocol: "http1" | "http2") => void,
): TlsListener {
  const files = [certFile, keyFile, ...(clientCertificates === undefined ? [] : [clientCertificates.caFile])];
  const read = (): tls.SecureContextOptions => {
    const [cert, key, ca] = files.map((file) => readFileSync(file));
    const settings = { cert: cert as Buffer, key: key as Buffer, ...(ca !== undefined && { ca }), minVersion } as const;
    // Throws where the two are not of a pair, as in the moment between the writing of one and of the other.
    tls.createSecureContext(settings);
    return settings;
  };
  const settings = watchFiles(files, read, {
    onChange(changed) {
      server.setSecureContext(changed);
      log.info({ certFile }, "the certificate was read again");
    },
    onFailure: (error) => log.warn({ certFile, error }, "the certificate cannot be used; the one before stays in use"),
  });
  const server = tls.createServer({
    ...settings.value,
    ALPNProtocols: ["h2", "http/1.1"],
    handshakeTimeout: handshakeTimeoutMs,
    noDelay: true,
    requestCert: clientCertificates !== undefined,
    rejectUnauthorized: clientCertificates?.required ?? false,
  });
  server.on("tlsClientError", (error, socket) => {
    log.debug({ error: error.message }, "a TLS handshake failed");
    // Node tells of a handshake that takes too long, and leaves the connection open.
    socket.destroy();
  });
  server.on("secureConnection", (socket) => {
    socket.on("error", () => undefined);
    const certificate = socket.getPeerX509Certificate();
    if (certificate !== undefined && !socket.authorized) return void socket.destroy();
    if (certificate !== undefined) Object.assign(socket, { [subject]: certificate.subject.replaceAll("\n", ",") });
    onConnection(socket, socket.alpnProtocol === "h2" ? "http2" : "http1");
  });
  return { server, reload: settings.reload, unwatch: settings.close };
}

/**
 * The subject of the certificate that the client of a connection has shown and that was verified, such as
 * `O=Example\, Inc.,CN=printer`, in the order of the certificate. Takes the `socket` of a request or of an HTTP/2 session.
 */
export function certificateSubject(socket: Socket): string | undefined {
  return (socket as { [subject]?: string })[subject];
}
