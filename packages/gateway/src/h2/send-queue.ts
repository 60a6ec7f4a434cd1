import type { Output } from "./output.ts";

/** What a call has written and the peer had no window for yet. */
export class SendQueue {
  readonly #pieces: Uint8Array[] = [];
  /** How much of the first piece was sent. */
  #offset = 0;
  #bytes = 0;
  #ended = false;

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether nothing will be added. */
  get ended(): boolean {
    return this.#ended;
  }

  add(pieces: readonly Uint8Array[], end: boolean): void {
    for (const piece of pieces) {
      if (piece.length === 0) continue;
      this.#pieces.push(piece);
      this.#bytes += piece.length;
    }
    this.#ended = end;
  }

  /** Moves so many bytes, which there are, to the output. */
  moveTo(output: Output, bytes: number): void {
    this.#bytes -= bytes;
    let done = 0;
    let left = bytes;
    while (left > 0) {
      const piece = this.#pieces[done] as Uint8Array;
      const end = Math.min(piece.length, this.#offset + left);
      output.piece(piece, this.#offset, end);
      left -= end - this.#offset;
      this.#offset = end === piece.length ? 0 : end;
      if (this.#offset === 0) done++;
    }
    this.#pieces.splice(0, done);
  }

  /** Drops what waits; nothing is sent any more, the end neither. */
  clear(): void {
    this.#pieces.length = 0;
    this.#bytes = 0;
    this.#ended = false;
  }
}
