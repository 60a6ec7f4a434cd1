import type { Stream } from "./stream.ts";

/** A power of two. Up to so many streams that were begun one after the other are each found at once. */
const rows = 256;

/**
 * The open streams of a connection, by number.
 *
 * No `Map`: one that gains and loses a stream with each call leaves tables behind, each of which refers to the next one (V8 does so for
 * iterators) and to the streams that were open with it. Once one has become old, all calls behind it survive the collection of the young,
 * which then takes a hundred times as long.
 */
export class StreamTable {
  readonly #first: (Stream | undefined)[] = Array.from({ length: rows }, () => undefined);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): Stream | undefined {
    let stream = this.#first[rowOf(id)];
    while (stream !== undefined && stream.id !== id) stream = stream.next;
    return stream;
  }

  /** Adds a stream that is not there. */
  add(stream: Stream): void {
    const row = rowOf(stream.id);
    stream.next = this.#first[row];
    this.#first[row] = stream;
    this.#size++;
  }

  /** Returns whether it was there. */
  delete(stream: Stream): boolean {
    const row = rowOf(stream.id);
    let before: Stream | undefined;
    let one = this.#first[row];
    while (one !== undefined && one !== stream) {
      before = one;
      one = one.next;
    }
    if (one === undefined) return false;
    if (before === undefined) this.#first[row] = stream.next;
    else before.next = stream.next;
    stream.next = undefined;
    this.#size--;
    return true;
  }

  /** Those that are open now, in no order. */
  items(): Stream[] {
    const streams: Stream[] = [];
    for (let stream of this.#first) {
      for (; stream !== undefined; stream = stream.next) streams.push(stream);
    }
    return streams;
  }
}

/** The numbers of one side are all odd. */
function rowOf(id: number): number {
  return (id >>> 1) & (rows - 1);
}
