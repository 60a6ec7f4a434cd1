import type { Socket } from "node:net";

const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** The protocol that a connection's first bytes speak; undefined where more of them are needed. */
export function protocolOf(bytes: Uint8Array): "http1" | "http2" | undefined {
  const length = Math.min(bytes.length, preface.length);
  if (preface.compare(bytes, 0, length, 0, length) !== 0) return "http1";
  return length === preface.length ? "http2" : undefined;
}

/**
 * Looks at the first bytes of a connection and puts them back. Resolves to undefined where the client closes, or says too little
 * in the time given; the connection is then destroyed.
 */
export function sniff(socket: Socket, timeoutMs: number): Promise<"http1" | "http2" | undefined> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    const settle = (result: "http1" | "http2" | undefined) => {
      clearTimeout(timer);
      socket.off("readable", read);
      socket.off("end", giveUp);
      socket.off("close", giveUp);
      resolve(result);
    };
    const giveUp = () => {
      socket.destroy();
      settle(undefined);
    };
    const read = () => {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) seen = Buffer.concat([seen, chunk]);
      const protocol = protocolOf(seen);
      if (seen.length === 0 || protocol === undefined) return;
      settle(protocol);
      socket.unshift(seen);
    };
    const timer = setTimeout(giveUp, timeoutMs).unref();
    socket.on("readable", read);
    socket.once("end", giveUp);
    socket.once("close", giveUp);
  });
}
