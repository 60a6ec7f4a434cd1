import { formatAddress } from "../config/address.ts";
import type { Connect, Connection } from "../upstream/connection.ts";
import { connectTimeoutMs, openSocket, refused } from "../upstream/socket.ts";
import { createH2Connection } from "./connection.ts";
import { createSocketInput } from "./socket-input.ts";

/** Connects with this package's own client of HTTP/2. */
export const connectH2: Connect = async ({ target, authority, tls, onEnd }) => {
  const input = createSocketInput();
  const socket = await openSocket(target, tls, input.onread);
  return new Promise((resolve, reject) => {
    let connection: Connection | undefined;
    const deadline = setTimeout(() => {
      reject(refused(target, new Error("timed out")));
      connection?.destroy();
    }, connectTimeoutMs);
    connection = createH2Connection({
      socket,
      onData: input.onData,
      scheme: tls === undefined ? "http" : "https",
      authority,
      address: formatAddress(target),
      onReady() {
        clearTimeout(deadline);
        resolve(connection as Connection);
      },
      onEnd(reason) {
        clearTimeout(deadline);
        reject(refused(target, reason?.kind === "protocol" ? reason : new Error("closed while connecting")));
        onEnd();
      },
    });
  });
};
