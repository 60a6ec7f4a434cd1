import { giveBack } from "../lent.ts";
import { ConnectionError, errorCode } from "./error-code.ts";
import { flag, frameType, headBytes, maxPayloadBytes, readUint31 } from "./frame.ts";

/** Takes the frames of a connection. What it throws ends the reading. */
export interface FrameHandler {
  /** A DATA frame begins; `length` counts its padding too, as flow control does. */
  onDataFrame(streamId: number, length: number): void;
  /** A piece of what a DATA frame carries: all of it where the wire did not cut it. It may be kept, or given back. */
  onDataPiece(streamId: number, piece: Buffer): void;
  /** A DATA frame with END_STREAM is complete. */
  onDataEnd(streamId: number): void;
  /** Any other frame; its payload lies between `start` and `end` and is good only until this returns. */
  onFrame(type: number, flags: number, streamId: number, source: Buffer, start: number, end: number): void;
}

/** Cuts the bytes of a connection into frames, in place where a frame lies within one chunk. DATA is passed on as it comes. */
export class FrameReader {
  readonly #handler: FrameHandler;
  /** The head or the payload of a frame that came only in part; the largest payload fits in. */
  readonly #partial = Buffer.allocUnsafeSlow(maxPayloadBytes);
  #partialLength = 0;
  #inPayload = false;
  #length = 0;
  #type = 0;
  #flags = 0;
  #streamId = 0;
  /** Of a DATA frame: what is still to come, and how much of that is padding; undefined until its length was read. */
  #left = 0;
  #padding: number | undefined;
  /** What was passed on of the bytes that are being read. */
  #passed = 0;

  constructor(handler: FrameHandler) {
    this.#handler = handler;
  }

  /** Takes the next bytes, in pieces of any size, and gives back what is not passed on. */
  read(chunk: Buffer): void {
    let at = 0;
    this.#passed = 0;
    while (at < chunk.length || (this.#inPayload && this.#isComplete())) {
      if (!this.#inPayload) at = this.#readHead(chunk, at);
      else if (this.#type === frameType.data) at = this.#readData(chunk, at);
      else at = this.#readPayload(chunk, at);
    }
    giveBack(chunk, chunk.length - this.#passed);
  }

  /** Whether nothing of the payload is to come: an empty one is complete with its head. */
  #isComplete(): boolean {
    return this.#type === frameType.data ? this.#left === 0 : this.#length === 0;
  }

  #readHead(chunk: Buffer, at: number): number {
    if (this.#partialLength === 0 && chunk.length - at >= headBytes) {
      this.#begin(chunk, at);
      return at + headBytes;
    }
    const copied = chunk.copy(this.#partial, this.#partialLength, at, at + headBytes - this.#partialLength);
    this.#partialLength += copied;
    if (this.#partialLength === headBytes) {
      this.#partialLength = 0;
      this.#begin(this.#partial, 0);
    }
    return at + copied;
  }

  #begin(source: Buffer, at: number): void {
    this.#length = source.readUIntBE(at, 3);
    if (this.#length > maxPayloadBytes) throw new ConnectionError(errorCode.frameSizeError, "a frame is too large");
    this.#type = source[at + 3] as number;
    this.#flags = source[at + 4] as number;
    this.#streamId = readUint31(source, at + 5);
    this.#inPayload = true;
    if (this.#type !== frameType.data) return;
    this.#left = this.#length;
    this.#padding = (this.#flags & flag.padded) === 0 ? 0 : undefined;
    if (this.#padding === undefined && this.#length === 0) {
      throw new ConnectionError(errorCode.frameSizeError, "a padded frame has no length of its padding");
    }
    this.#handler.onDataFrame(this.#streamId, this.#length);
  }

  #readData(chunk: Buffer, at: number): number {
    if (this.#padding === undefined) {
      this.#padding = chunk[at] as number;
      this.#left--;
      if (this.#padding > this.#left) throw new ConnectionError(errorCode.protocolError, "padding beyond its frame");
      return at + 1;
    }
    const piece = Math.min(this.#left - this.#padding, chunk.length - at);
    if (piece > 0) {
      this.#left -= piece;
      this.#passed += piece;
      this.#handler.onDataPiece(
        this.#streamId,
        at === 0 && piece === chunk.length ? chunk : chunk.subarray(at, at + piece),
      );
    } else if (this.#left > 0) {
      const padding = Math.min(this.#left, chunk.length - at);
      this.#left -= padding;
      this.#padding -= padding;
      at += padding;
    }
    if (this.#left === 0) {
      this.#inPayload = false;
      if ((this.#flags & flag.endStream) !== 0) this.#handler.onDataEnd(this.#streamId);
    }
    return at + Math.max(piece, 0);
  }

  #readPayload(chunk: Buffer, at: number): number {
    if (this.#partialLength === 0 && chunk.length - at >= this.#length) {
      const end = at + this.#length;
      this.#finish(chunk, at, end);
      return end;
    }
    const copied = chunk.copy(this.#partial, this.#partialLength, at, at + this.#length - this.#partialLength);
    this.#partialLength += copied;
    if (this.#partialLength === this.#length) {
      this.#partialLength = 0;
      this.#finish(this.#partial, 0, this.#length);
    }
    return at + copied;
  }

  #finish(source: Buffer, start: number, end: number): void {
    this.#inPayload = false;
    this.#handler.onFrame(this.#type, this.#flags, this.#streamId, source, start, end);
  }
}
