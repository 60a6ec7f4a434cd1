import type { OnReadOpts } from "node:net";
import { createLentMemory } from "../lent.ts";

/**
 * What a socket reads. Left alone, Node allocates 64 KiB for each read, of which it reads no more: under load that is many reads, each with
 * its way through the loop, and much garbage. Here reads are larger, and go to memory that is lent to who takes them.
 */
export interface SocketInput {
  /** For the socket, when it is made. */
  readonly onread: OnReadOpts;
  /** Sets who takes what is read; what came before is told at once. */
  onData(listener: (chunk: Buffer) => void): void;
}

export function createSocketInput(): SocketInput {
  const memory = createLentMemory();
  let early: Buffer[] = [];
  let listener = (chunk: Buffer): void => void early.push(chunk);
  return {
    onread: {
      buffer: memory.room,
      callback(bytes) {
        listener(memory.lend(bytes));
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
