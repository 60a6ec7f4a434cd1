import { giveBack } from "../lent.ts";

/** Set in a frame whose message is compressed. */
export const compressedFlag = 1;

/** The bytes of flags and length that go before each message. */
export const frameHeadBytes = 5;

/** What is wrong with a frame: its length, flags that are not known, or that it is compressed where that was not agreed on. */
export type FrameFault = "too large" | "flags" | "compressed";

const noPieces: Uint8Array[] = [];

/**
 * Cuts bytes into whole frames of the form that gRPC, gRPC-Web and Connect share, and lets nothing else pass, in pieces and without
 * copying them: of a call that breaks off in the middle of a message the other side could not tell a further frame from the rest of
 * that one. A class, for there is one with each call.
 */
export class FrameGate {
  readonly #maxBytes: number;
  readonly #mayCompress: boolean;
  readonly #pass: (pieces: readonly Uint8Array[]) => void;
  /** The beginning of a frame that is not whole. */
  #held: Uint8Array[] = noPieces;
  #heldBytes = 0;
  /** The size of that frame with its head; 0 while the head itself is not whole. */
  #wanted = 0;
  #count = 0;

  /**
   * @param maxBytes The largest message.
   * @param mayCompress Whether messages may be compressed.
   */
  constructor(maxBytes: number, mayCompress: boolean, pass: (pieces: readonly Uint8Array[]) => void) {
    this.#maxBytes = maxBytes;
    this.#mayCompress = mayCompress;
    this.#pass = pass;
  }

  /** Whole frames that have come so far. */
  get count(): number {
    return this.#count;
  }

  /** Whether the bytes so far end within a frame. */
  get torn(): boolean {
    return this.#heldBytes > 0;
  }

  /** Takes bytes, cut anywhere. After a fault nothing more may be given. */
  push(chunk: Uint8Array): FrameFault | undefined {
    if (this.#heldBytes === 0) return this.#scan(chunk);
    if (this.#wanted === 0) {
      const whole = Buffer.concat([...this.#held, chunk]);
      for (const piece of this.#held) giveBack(piece);
      giveBack(chunk);
      this.#release();
      return this.#scan(whole);
    }
    if (this.#heldBytes + chunk.length < this.#wanted) {
      this.#held.push(chunk);
      this.#heldBytes += chunk.length;
      return undefined;
    }
    const taken = this.#wanted - this.#heldBytes;
    const pieces = [...this.#held, chunk.subarray(0, taken)];
    this.#release();
    this.#count++;
    this.#pass(pieces);
    return taken < chunk.length ? this.#scan(chunk.subarray(taken)) : undefined;
  }

  /** Takes bytes that begin with a frame. */
  #scan(chunk: Uint8Array): FrameFault | undefined {
    let at = 0;
    let size = 0;
    let fault: FrameFault | undefined;
    while (at + frameHeadBytes <= chunk.length) {
      const length = readLength(chunk, at);
      const flags = chunk[at] as number;
      if (flags > compressedFlag) fault = "flags";
      else if (flags === compressedFlag && !this.#mayCompress) fault = "compressed";
      else if (length > this.#maxBytes) fault = "too large";
      if (fault !== undefined) break;
      size = frameHeadBytes + length;
      if (at + size > chunk.length) break;
      at += size;
      size = 0;
      this.#count++;
    }
    if (at > 0) this.#pass([at === chunk.length ? chunk : chunk.subarray(0, at)]);
    if (fault === undefined && at < chunk.length) this.#hold(at === 0 ? chunk : chunk.subarray(at), size);
    return fault;
  }

  #hold(rest: Uint8Array, size: number): void {
    this.#held = [rest];
    this.#heldBytes = rest.length;
    this.#wanted = size;
  }

  #release(): void {
    this.#held = noPieces;
    this.#heldBytes = 0;
    this.#wanted = 0;
  }
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
