import { Code, ConnectError } from "@connectrpc/connect";

/** Reads a body that is a stream of JSON, a message a line. */
export interface LineReader {
  /** Takes the next piece of the body and returns the lines that it completes. Throws RESOURCE_EXHAUSTED for one that is too long. */
  push(chunk: Uint8Array): Uint8Array[];
  /** Takes the end of the body and returns its last line, where that has no line break. */
  end(): Uint8Array[];
}

const lineFeed = 0x0a;

/** Makes a reader that holds `maxBytes` of an incomplete line at most. Lines of nothing but white space are no messages. */
export function createLineReader(maxBytes: number): LineReader {
  let held: Uint8Array[] = [];
  let size = 0;

  const hold = (piece: Uint8Array) => {
    size += piece.byteLength;
    if (size > maxBytes) {
      throw new ConnectError(`a line of the body is longer than ${maxBytes} bytes`, Code.ResourceExhausted);
    }
    if (piece.byteLength > 0) held.push(piece);
  };
  const take = (): Uint8Array[] => {
    const line = held.length === 1 ? (held[0] as Uint8Array) : Buffer.concat(held);
    held = [];
    size = 0;
    return line.every(isSpace) ? [] : [line];
  };

  return {
    push(chunk) {
      const lines: Uint8Array[] = [];
      let start = 0;
      for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, start)) {
        hold(chunk.subarray(start, at));
        lines.push(...take());
        start = at + 1;
      }
      hold(chunk.subarray(start));
      return lines;
    },
    end: take,
  };
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
