import type { OnReadOpts } from "node:net";

/** The most that is read at once, and what a piece keeps in memory at worst. */
const blockBytes = 256 * 1024;
/** Where less is left of a block another one is begun. */
const leastBytes = 64 * 1024;

/**
 * What a socket reads. Left alone, Node allocates 64 KiB for each read, of which it reads no more: under load that is many reads, each with
 * its way through the loop, and much garbage. Here reads are larger, and follow one another in blocks, each octet of which is written once,
 * so that pieces of them may be kept.
 */
export interface SocketInput {
  /** For the socket, when it is made. */
  readonly onread: OnReadOpts;
  /** Sets who takes what is read; what came before is told at once. */
  onData(listener: (chunk: Buffer) => void): void;
}

export function createSocketInput(): SocketInput {
  let block = Buffer.allocUnsafeSlow(blockBytes);
  let at = 0;
  let early: Buffer[] = [];
  let listener = (chunk: Buffer): void => void early.push(chunk);
  return {
    onread: {
      buffer() {
        if (block.length - at < leastBytes) {
          block = Buffer.allocUnsafeSlow(blockBytes);
          at = 0;
        }
        return block.subarray(at);
      },
      callback(bytes) {
        const start = at;
        at += bytes;
        listener(block.subarray(start, at));
        return true;
      },
    },
    onData(given) {
      listener = given;
      const before = early;
      early = [];
      for (const chunk of before) given(chunk);
    },
  };
}
