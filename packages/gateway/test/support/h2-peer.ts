import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { HpackDecoder } from "../../src/h2/hpack/decoder.ts";

/** A frame of HTTP/2, as it came. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** The server's side of a connection, in the hands of a test. */
export interface PeerConnection {
  readonly socket: Socket;
  send(...frames: readonly Buffer[]): void;
  /** The next frame of a type that was not asked for yet; others before it stay for their own turn. Rejects when it cannot come any more. */
  next(type: number): Promise<Frame>;
  /** Frames of a type that came and were not asked for. */
  pending(type: number): number;
  /** The fields of the next HEADERS. Its stream is in `streamId`. */
  nextHeaders(): Promise<{ readonly streamId: number; readonly fields: readonly string[]; readonly flags: number }>;
  /** Bytes of the next DATA frames, until there are so many. */
  nextData(bytes: number): Promise<Buffer>;
  /** Resolves when the PING that it sends was answered: then all before it was processed. */
  settled(): Promise<void>;
}

/** A server that says what a test tells it to, and nothing else. */
export interface ScriptedPeer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The next connection, its preface read. */
  accept(): Promise<PeerConnection>;
}

export const types = {
  ...{ data: 0, headers: 1, priority: 2, rstStream: 3, settings: 4 },
  ...{ pushPromise: 5, ping: 6, goaway: 7, windowUpdate: 8, continuation: 9 },
} as const;
export const flags = { ack: 1, endStream: 1, endHeaders: 4, padded: 8, priority: 32 } as const;

export function frame(type: number, flagBits: number, streamId: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flagBits;
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, payload]);
}

export function settings(...entries: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(entries.length * 6);
  for (const [i, [id, value]] of entries.entries()) {
    payload.writeUInt16BE(id, i * 6);
    payload.writeUInt32BE(value, i * 6 + 2);
  }
  return frame(types.settings, 0, 0, payload);
}

export function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, i * 4);
  return bytes;
}

/** A block of literal fields that touches no table (RFC 7541, section 6.2.2). */
export function block(...fields: readonly string[]): Buffer {
  return Buffer.concat(
    fields.flatMap((text, i) => [
      Buffer.from(i % 2 === 0 ? [0] : []),
      integer(text.length),
      Buffer.from(text, "latin1"),
    ]),
  );
}

function integer(value: number): Buffer {
  const bytes = value < 127 ? [value] : [127];
  let rest = value - 127;
  for (; rest >= 128; rest >>= 7) bytes.push((rest & 127) | 128);
  if (value >= 127) bytes.push(rest);
  return Buffer.from(bytes);
}

export const headersFrame = (streamId: number, end: boolean, ...fields: readonly string[]): Buffer =>
  frame(types.headers, flags.endHeaders | (end ? flags.endStream : 0), streamId, block(...fields));

export const dataFrame = (streamId: number, end: boolean, payload: Uint8Array | string): Buffer =>
  frame(types.data, end ? flags.endStream : 0, streamId, Buffer.from(payload as string));

export const goawayFrame = (lastId: number, code = 0): Buffer => frame(types.goaway, 0, 0, uint32(lastId, code));

export const windowUpdateFrame = (streamId: number, increment: number): Buffer =>
  frame(types.windowUpdate, 0, streamId, uint32(increment));

/** Starts a peer on loopback. `greeting` is what it says to each connection at once; SETTINGS unless told otherwise. */
export async function startPeer(greeting: Buffer = settings()): Promise<ScriptedPeer> {
  const sockets = new Set<Socket>();
  const arrived: Socket[] = [];
  const waiting: ((socket: Socket) => void)[] = [];
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    sockets.add(socket);
    socket.write(greeting);
    const next = waiting.shift();
    if (next === undefined) arrived.push(socket);
    else next(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    async accept() {
      return converse(arrived.shift() ?? (await new Promise<Socket>((resolve) => waiting.push(resolve))));
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function converse(socket: Socket): Promise<PeerConnection> {
  const came: Frame[] = [];
  const decoder = new HpackDecoder(1_000_000);
  let wake = Promise.withResolvers<void>();
  let rest = Buffer.alloc(0);
  let prefaceBytes = 24;
  socket.on("data", (chunk: Buffer) => {
    const skipped = Math.min(prefaceBytes, chunk.length);
    prefaceBytes -= skipped;
    rest = Buffer.concat([rest, chunk.subarray(skipped)]);
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      const end = 9 + rest.readUIntBE(0, 3);
      const payload = Buffer.from(rest.subarray(9, end));
      const received: Frame = { type: rest[3] ?? 0, flags: rest[4] ?? 0, streamId: rest.readUInt32BE(5), payload };
      came.push(received);
      if (received.type === types.settings && received.flags !== flags.ack)
        socket.write(frame(types.settings, flags.ack, 0));
      rest = rest.subarray(end);
    }
    wake.resolve();
  });
  socket.on("close", () => wake.resolve());

  const next = async (type: number): Promise<Frame> => {
    for (;;) {
      const at = came.findIndex((candidate) => candidate.type === type);
      if (at !== -1) return came.splice(at, 1)[0] as Frame;
      if (socket.destroyed) throw new Error(`the connection ended before a frame of type ${type} came`);
      wake = Promise.withResolvers();
      await wake.promise;
    }
  };
  const send = (...frames: readonly Buffer[]) => void socket.write(Buffer.concat(frames));
  return {
    socket,
    send,
    next,
    pending: (type) => came.filter((candidate) => candidate.type === type).length,
    async nextHeaders() {
      const { streamId, payload, flags: bits } = await next(types.headers);
      const fields: string[] = [];
      decoder.decode(payload, 0, payload.length, fields);
      return { streamId, fields, flags: bits };
    },
    async nextData(bytes) {
      let data = Buffer.alloc(0);
      while (data.length < bytes) data = Buffer.concat([data, (await next(types.data)).payload]);
      return data;
    },
    async settled() {
      send(frame(types.ping, 0, 0, Buffer.alloc(8, 7)));
      while (((await next(types.ping)).flags & flags.ack) === 0);
    },
  };
}
