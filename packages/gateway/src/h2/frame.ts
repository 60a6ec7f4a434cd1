/** Types of frames (RFC 9113, section 6). */
export const frameType = {
  data: 0x0,
  headers: 0x1,
  rstStream: 0x3,
  settings: 0x4,
  pushPromise: 0x5,
  ping: 0x6,
  goaway: 0x7,
  windowUpdate: 0x8,
  continuation: 0x9,
} as const;

/** Flags of frames; `ack` is that of SETTINGS and PING, `endStream` that of HEADERS and DATA. */
export const flag = { ack: 0x1, endStream: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

/** The octets before the payload of each frame. */
export const headBytes = 9;

/**
 * The largest payload: what both sides accept unless told otherwise, and all that this one sends. A stream's share of the connection
 * comes in such pieces, so that larger ones would only be less fair.
 */
export const maxPayloadBytes = 16_384;

/** The largest window, number of a stream and increment of a window. */
export const maxUint31 = 2 ** 31 - 1;

/** Writes the head of a frame, and returns where its payload goes. */
export function writeHead(
  target: Buffer,
  at: number,
  length: number,
  type: number,
  flags: number,
  streamId: number,
): number {
  target[at] = length >>> 16;
  target[at + 1] = length >>> 8;
  target[at + 2] = length;
  target[at + 3] = type;
  target[at + 4] = flags;
  return writeUint32(target, at + 5, streamId);
}

/** Writes an integer of four octets, and returns where it ended. */
export function writeUint32(target: Buffer, at: number, value: number): number {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
  return at + 4;
}

/** Reads an integer of 31 bits; the highest is reserved. */
export function readUint31(source: Buffer, at: number): number {
  return source.readUInt32BE(at) & maxUint31;
}
