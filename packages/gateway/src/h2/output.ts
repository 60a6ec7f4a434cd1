import type { Socket } from "node:net";
import { headBytes, writeHead, writeUint32 } from "./frame.ts";

const blockBytes = 64 * 1024;
/** Larger pieces are passed to the socket as they are: from here on that costs less than copying. */
const copyBytes = 4 * 1024;

/**
 * Collects frames and hands them to the socket together. Frames and small pieces are written one behind the other into blocks of
 * memory that are never written twice, for the socket may hold them until the peer has taken them.
 */
export class Output {
  readonly #socket: Socket;
  #block = Buffer.allocUnsafeSlow(blockBytes);
  /** What lies between is not in `#parts` yet. */
  #start = 0;
  #at = 0;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Octets that were not handed to the socket yet. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Gives room for so many octets in one piece; {@link Output.commit} tells how many were written. */
  reserve(bytes: number): { readonly block: Buffer; readonly at: number } {
    if (this.#block.length - this.#at < bytes) {
      this.#cut();
      this.#block = Buffer.allocUnsafeSlow(Math.max(blockBytes, bytes));
      this.#start = 0;
      this.#at = 0;
    }
    return { block: this.#block, at: this.#at };
  }

  commit(end: number): void {
    this.#bytes += end - this.#at;
    this.#at = end;
  }

  /** Writes the head of a frame; its payload follows by {@link Output.piece}. */
  head(length: number, type: number, flags: number, streamId: number): void {
    const { block, at } = this.reserve(headBytes);
    this.commit(writeHead(block, at, length, type, flags, streamId));
  }

  /** Writes a frame whose payload is a few integers of four octets. */
  frame(type: number, flags: number, streamId: number, ...payload: readonly number[]): void {
    const { block, at } = this.reserve(headBytes + payload.length * 4);
    let end = writeHead(block, at, payload.length * 4, type, flags, streamId);
    for (const value of payload) end = writeUint32(block, end, value);
    this.commit(end);
  }

  /** Adds a part of a payload, which must not be written to any more. */
  piece(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length < copyBytes) {
      const { block, at } = this.reserve(length);
      block.set(length === bytes.length ? bytes : bytes.subarray(start, end), at);
      this.commit(at + length);
    } else {
      this.#cut();
      this.#parts.push(length === bytes.length ? bytes : bytes.subarray(start, end));
      this.#bytes += length;
    }
  }

  /** Hands all to the socket, in one write of the system. Returns false where it should have no more before its `drain`. */
  flush(): boolean {
    if (this.#bytes === 0) return true;
    this.#cut();
    const parts = this.#parts;
    this.#parts = [];
    this.#bytes = 0;
    let room = true;
    if (parts.length > 1) this.#socket.cork();
    for (const part of parts) room = this.#socket.write(part);
    if (parts.length > 1) this.#socket.uncork();
    return room;
  }

  #cut(): void {
    if (this.#at > this.#start) this.#parts.push(this.#block.subarray(this.#start, this.#at));
    this.#start = this.#at;
  }
}
