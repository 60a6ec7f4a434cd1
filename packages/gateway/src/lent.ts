/**
 * Memory that is read into again and again. To have a new piece of it for each read would cost more than all else that a stream of
 * large messages does: most of it is for the collector of garbage, which has to be told of every piece.
 *
 * What was read is lent to whoever gets it. Who does not need a piece of it any more may say so by {@link giveBack}, and when all of a block
 * has been given back, it is written to anew. Who does not, keeps the piece for as long as it likes: its block is then left to the collector.
 */
export interface LentMemory {
  /** Where the next read goes. */
  room(): Buffer;
  /** So many bytes were read into the last room. Returns them, lent. */
  lend(bytes: number): Buffer;
}

const blockBytes = 256 * 1024;
/** Where less is left of a block another one is begun. */
const leastBytes = 64 * 1024;
/** Blocks that wait to be written to anew; more are left to the collector, so that no memory is kept because of one busy moment. */
const maxIdleBlocks = 4;

interface Block {
  readonly bytes: Buffer;
  /** How much of it was lent, from its beginning. */
  lent: number;
  /** How much of that was given back. */
  returned: number;
  /** Takes it when all has been given back. */
  readonly recycle: (block: Block) => void;
}

const blocks = new WeakMap<ArrayBufferLike, Block>();

export function createLentMemory(): LentMemory {
  const idle: Block[] = [];
  const recycle = (block: Block) => {
    // The current one has a room that was given away already, behind all that it has lent.
    if (block !== current && idle.length < maxIdleBlocks) idle.push(block);
  };
  const newBlock = (): Block => {
    const block = { bytes: Buffer.allocUnsafeSlow(blockBytes), lent: 0, returned: 0, recycle };
    blocks.set(block.bytes.buffer, block);
    return block;
  };
  let current = newBlock();
  return {
    room() {
      if (current.returned < current.lent && blockBytes - current.lent < leastBytes) current = idle.pop() ?? newBlock();
      if (current.returned === current.lent) {
        current.lent = 0;
        current.returned = 0;
      }
      return current.bytes.subarray(current.lent);
    },
    lend(bytes) {
      const start = current.lent;
      current.lent += bytes;
      return current.bytes.subarray(start, current.lent);
    },
  };
}

/**
 * Says that nobody looks at a piece any more, or at so many bytes of it. Each byte may be given back once; a piece that was not lent is
 * left as it is.
 */
export function giveBack(piece: Uint8Array, bytes = piece.length): void {
  const block = blocks.get(piece.buffer);
  if (block === undefined || bytes === 0) return;
  block.returned += bytes;
  if (block.returned === block.lent) block.recycle(block);
}
