import { once } from "node:events";
import * as http2 from "node:http2";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Opens a plain connection. */
export async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  return socket;
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves when both sides have closed, for whatever reason. */
export function closed(socket: Socket): Promise<unknown> {
  socket.on("error", () => undefined);
  socket.resume();
  return new Promise((resolve) => socket.once("close", resolve));
}

/** Everything that the other side sends until it closes, or until the text holds what is waited for. */
export async function received(socket: Socket, until?: string): Promise<string> {
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk.toString("latin1");
    if (until !== undefined && text.includes(until)) break;
  }
  return text;
}

/** What came back for a request over HTTP/2. Where headers are all of it, they are gRPC's trailers too ("trailers-only"). */
export interface RawAnswer {
  readonly headers: http2.IncomingHttpHeaders;
  readonly trailers: http2.IncomingHttpHeaders;
  readonly body: Buffer;
  readonly rstCode: number;
}

/** Sends a request over a connection of its own and waits for the end of the answer. */
export async function postHttp2(
  url: string,
  path: string,
  headers: http2.OutgoingHttpHeaders,
  body: Uint8Array,
): Promise<RawAnswer> {
  // What waits to be sent counts as memory of the session.
  const session = http2.connect(url, { maxSessionMemory: 256 });
  try {
    const stream = session.request({ ":method": "POST", ":path": path, ...headers });
    stream.end(body);
    return await answerOf(stream);
  } finally {
    session.close();
  }
}

/** Collects the answer of a stream. */
export async function answerOf(stream: http2.ClientHttp2Stream): Promise<RawAnswer> {
  let headers: http2.IncomingHttpHeaders = {};
  let trailers: http2.IncomingHttpHeaders = {};
  const chunks: Buffer[] = [];
  stream.on("error", () => undefined);
  stream.on("response", (received, flags) => {
    headers = received;
    if ((flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0) trailers = received;
  });
  stream.on("trailers", (received) => {
    trailers = received;
  });
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(stream, "close");
  return { headers, trailers, body: Buffer.concat(chunks), rstCode: stream.rstCode ?? 0 };
}

/** A gRPC frame; the length that it claims may be another than it has. */
export function frame(message: Uint8Array, claimed = message.length): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(claimed, 1);
  return Buffer.concat([head, message]);
}
