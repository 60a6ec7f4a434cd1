import { ConnectionError, errorCode } from "./error-code.ts";
import { flag } from "./frame.ts";

/** A complete block of fields, as a range of bytes. */
export interface HeaderBlock {
  readonly source: Buffer;
  readonly start: number;
  readonly end: number;
  readonly endStream: boolean;
}

/**
 * What a block may take before it is decoded, in bytes and in CONTINUATION frames: a peer that never ends one shall not cost memory, nor
 * time (CVE-2024-24549 and its kin).
 */
const maxBlockBytes = 128 * 1024;
const maxContinuations = 64;

/** Puts together the blocks that HEADERS begins and CONTINUATION goes on with (RFC 9113, sections 6.2 and 6.10). */
export class HeaderBlocks {
  #streamId = 0;
  #endStream = false;
  #parts: Buffer[] = [];
  #bytes = 0;

  /** The stream whose block is not complete, during which no other frame may come; 0 where there is none. */
  get openStream(): number {
    return this.#streamId;
  }

  /** Takes the payload of HEADERS; returns the block where it is complete. */
  begin(flags: number, streamId: number, source: Buffer, start: number, end: number): HeaderBlock | undefined {
    let from = start;
    let to = end;
    if ((flags & flag.padded) !== 0) {
      if (from >= to) throw new ConnectionError(errorCode.frameSizeError, "HEADERS has no length of its padding");
      to -= source[from++] as number;
    }
    if ((flags & flag.priority) !== 0) from += 5;
    if (from > to)
      throw new ConnectionError(errorCode.protocolError, "HEADERS is shorter than its padding or priority");
    const endStream = (flags & flag.endStream) !== 0;
    if ((flags & flag.endHeaders) !== 0) return { source, start: from, end: to, endStream };
    this.#streamId = streamId;
    this.#endStream = endStream;
    this.#add(source, from, to);
    return undefined;
  }

  /** Takes the payload of CONTINUATION. */
  continue(flags: number, streamId: number, source: Buffer, start: number, end: number): HeaderBlock | undefined {
    if (streamId === 0 || streamId !== this.#streamId) {
      throw new ConnectionError(errorCode.protocolError, "CONTINUATION without HEADERS");
    }
    this.#add(source, start, end);
    if ((flags & flag.endHeaders) === 0) return undefined;
    const block = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    this.#streamId = 0;
    return { source: block, start: 0, end: block.length, endStream: this.#endStream };
  }

  #add(source: Buffer, start: number, end: number): void {
    this.#parts.push(Buffer.from(source.subarray(start, end)));
    this.#bytes += end - start;
    if (this.#bytes > maxBlockBytes || this.#parts.length > maxContinuations) {
      throw new ConnectionError(errorCode.enhanceYourCalm, "a block of fields does not come to an end");
    }
  }
}
