import { isIP, type OnReadOpts, type Socket, connect as tcpConnect } from "node:net";
import * as tls from "node:tls";
import { type Address, formatAddress } from "../config/address.ts";
import { CallError, type TlsOptions } from "./connection.ts";

/**
 * How long a connection may take until calls can be sent on it: TCP, TLS and the peer's first frame, each.
 */
export const connectTimeoutMs = 3_000;

/**
 * Opens a socket that is ready for HTTP/2, over TLS where `options` are given; `onread` takes what it reads. Rejects with a
 * {@link CallError} of kind `refused`.
 */
export function openSocket(target: Address, options: TlsOptions | undefined, onread?: OnReadOpts): Promise<Socket> {
  const reading = onread && { onread };
  return new Promise((resolve, reject) => {
    let socket: Socket;
    try {
      socket =
        options === undefined
          ? tcpConnect({ ...target, ...reading, autoSelectFamily: false })
          : tls.connect({ ...target, ...reading, ...tlsSettings(target, options) });
    } catch (cause) {
      // Certificates that are none.
      reject(refused(target, cause));
      return;
    }
    const fail = (reason: unknown) => {
      clearTimeout(deadline);
      socket.destroy();
      reject(refused(target, reason));
    };
    const closed = () => fail(new Error("closed while connecting"));
    const deadline = setTimeout(() => fail(new Error("timed out")), connectTimeoutMs);
    socket.once("error", fail);
    socket.once("close", closed);
    socket.once(options === undefined ? "connect" : "secureConnect", () => {
      socket.setNoDelay(true);
      if (socket instanceof tls.TLSSocket && socket.alpnProtocol !== "h2") {
        return fail(new Error("the peer speaks no HTTP/2 over TLS (ALPN)"));
      }
      clearTimeout(deadline);
      socket.off("close", closed);
      // A socket without a listener for errors ends the process; whoever gets it adds its own.
      socket.off("error", fail).on("error", () => undefined);
      resolve(socket);
    });
  });
}

/** What it is called when a connection to an address could not be made. */
export function refused(target: Address, cause: unknown): CallError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CallError("refused", `cannot connect to ${formatAddress(target)}: ${reason}`, { cause });
}

function tlsSettings(target: Address, { ca, cert, key, serverName = target.host }: TlsOptions): tls.ConnectionOptions {
  return {
    ALPNProtocols: ["h2"],
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    // RFC 6066, section 3: the server name is never an IP address. The certificate is checked against it all the same.
    servername: isIP(serverName) === 0 ? serverName : "",
    checkServerIdentity: (_, certificate) => tls.checkServerIdentity(serverName, certificate),
  };
}
