/** Anything that takes room in a dynamic table. */
interface Sized {
  /** Length of name and value in octets, and 32 (RFC 7541, section 4.1). */
  readonly size: number;
}

/** What an entry costs. */
export function entrySize(name: string, value: string): number {
  return name.length + value.length + 32;
}

/** The dynamic table of a connection (RFC 7541, section 2.3.2): the newest entry is number 0, the oldest leave first. */
export class DynamicTable<Entry extends Sized> {
  readonly #onEvict: ((entry: Entry) => void) | undefined;
  /** Oldest first; those before `#first` have left. */
  #entries: Entry[] = [];
  #first = 0;
  #size = 0;
  #maxSize: number;

  constructor(maxSize: number, onEvict?: (entry: Entry) => void) {
    this.#maxSize = maxSize;
    this.#onEvict = onEvict;
  }

  get length(): number {
    return this.#entries.length - this.#first;
  }

  get size(): number {
    return this.#size;
  }

  get maxSize(): number {
    return this.#maxSize;
  }

  get(number: number): Entry | undefined {
    return number < this.length ? this.#entries[this.#entries.length - 1 - number] : undefined;
  }

  /** Returns whether it was added: an entry that is larger than the table empties it instead. */
  add(entry: Entry): boolean {
    this.#evictTo(this.#maxSize - entry.size);
    if (entry.size > this.#maxSize) return false;
    this.#entries.push(entry);
    this.#size += entry.size;
    return true;
  }

  resize(maxSize: number): void {
    this.#maxSize = maxSize;
    this.#evictTo(maxSize);
  }

  #evictTo(size: number): void {
    while (this.#size > size && this.#first < this.#entries.length) {
      const oldest = this.#entries[this.#first++] as Entry;
      this.#size -= oldest.size;
      this.#onEvict?.(oldest);
    }
    // Moving what is left pays only now and then.
    if (this.#first > 64 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }
}
