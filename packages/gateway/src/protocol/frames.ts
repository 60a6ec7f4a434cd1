import { giveBack } from "../lent.ts";

/** Set in a frame whose message is compressed. */
export const compressedFlag = 1;

/** The bytes of flags and length that go before each message. */
export const frameHeadBytes = 5;

/** What is wrong with a frame: its length, flags that are not known, or that it is compressed where that was not agreed on. */
export type FrameFault = "too large" | "flags" | "compressed";

/** Cuts bytes into whole frames of the form that gRPC, gRPC-Web and Connect share. */
export interface FrameGate {
  /** Whole frames that have come so far. */
  count(): number;
  /** Whether the bytes so far end within a frame. */
  torn(): boolean;
  /** Takes bytes, cut anywhere. After a fault nothing more may be given. */
  push(chunk: Uint8Array): FrameFault | undefined;
}

/**
 * Makes a gate that lets nothing but whole frames pass, in pieces and without copying them: of a call that breaks off in the middle
 * of a message the other side could not tell a further frame from the rest of that one.
 *
 * @param maxBytes The largest message.
 * @param mayCompress Whether messages may be compressed.
 */
export function createFrameGate(
  maxBytes: number,
  mayCompress: boolean,
  pass: (pieces: readonly Uint8Array[]) => void,
): FrameGate {
  /** The beginning of a frame that is not whole. */
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  /** The size of that frame with its head; 0 while the head itself is not whole. */
  let wanted = 0;
  let count = 0;

  const hold = (rest: Uint8Array, size: number) => {
    if (rest.length === 0) return;
    held = [rest];
    heldBytes = rest.length;
    wanted = size;
  };

  /** Takes bytes that begin with a frame. */
  const scan = (chunk: Uint8Array): FrameFault | undefined => {
    let at = 0;
    let size = 0;
    let fault: FrameFault | undefined;
    while (at + frameHeadBytes <= chunk.length) {
      const length = readLength(chunk, at);
      const flags = chunk[at] as number;
      if (flags > compressedFlag) fault = "flags";
      else if (flags === compressedFlag && !mayCompress) fault = "compressed";
      else if (length > maxBytes) fault = "too large";
      if (fault !== undefined) break;
      size = frameHeadBytes + length;
      if (at + size > chunk.length) break;
      at += size;
      size = 0;
      count++;
    }
    if (at > 0) pass([at === chunk.length ? chunk : chunk.subarray(0, at)]);
    if (fault === undefined) hold(chunk.subarray(at), size);
    return fault;
  };

  const push = (chunk: Uint8Array): FrameFault | undefined => {
    if (heldBytes === 0) return scan(chunk);
    if (wanted === 0) {
      const whole = Buffer.concat([...held, chunk]);
      for (const piece of held) giveBack(piece);
      giveBack(chunk);
      held = [];
      heldBytes = 0;
      return scan(whole);
    }
    if (heldBytes + chunk.length < wanted) {
      held.push(chunk);
      heldBytes += chunk.length;
      return undefined;
    }
    const taken = wanted - heldBytes;
    const pieces = [...held, chunk.subarray(0, taken)];
    held = [];
    heldBytes = 0;
    wanted = 0;
    count++;
    pass(pieces);
    return taken < chunk.length ? scan(chunk.subarray(taken)) : undefined;
  };

  // No getters: an object with some of its own has a hidden class of its own, which is slow wherever it comes by.
  return { count: () => count, torn: () => heldBytes > 0, push };
}

/** Visits the frames of pieces that a gate let pass. */
export function eachFrame(
  pieces: readonly Uint8Array[],
  visit: (payload: Uint8Array, compressed: boolean) => void,
): void {
  const bytes = join(pieces);
  for (let at = 0; at < bytes.length; ) {
    const start = at + frameHeadBytes;
    const end = start + readLength(bytes, at);
    visit(bytes.subarray(start, end), bytes[at] === compressedFlag);
    at = end;
  }
}

/** The head of a frame. */
export function frameHead(flags: number, length: number): Uint8Array {
  const head = Buffer.allocUnsafe(frameHeadBytes);
  head[0] = flags;
  head.writeUInt32BE(length, 1);
  return head;
}

/** A message with its head. */
export function encodeFrame(flags: number, message: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(frameHeadBytes + message.length);
  frame[0] = flags;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, frameHeadBytes);
  return frame;
}

/** Pieces as one. */
export function join(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
}

function readLength(bytes: Uint8Array, at: number): number {
  const high = bytes[at + 1] as number;
  const rest = ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 8) | (bytes[at + 4] as number);
  return high * 2 ** 24 + rest;
}
