import { ConnectionError, errorCode } from "../error-code.ts";
import { DynamicTable, entrySize } from "./dynamic-table.ts";
import { isValidName, isValidValue } from "./field.ts";
import { huffmanDecode } from "./huffman.ts";
import { staticTable } from "./static-table.ts";

/** What a block of fields turned out to be. */
export type BlockVerdict =
  | "good"
  /** A name or a value has characters that it must not have (RFC 9113, section 8.2.1). */
  | "malformed"
  /** Larger than {@link HpackDecoder} was told to accept. What was beyond was dropped. */
  | "too large";

interface Entry {
  readonly name: string;
  readonly value: string;
  readonly size: number;
  /** Checked once, when it comes in. */
  readonly valid: boolean;
}

const makeEntry = (name: string, value: string): Entry => ({
  name,
  value,
  size: entrySize(name, value),
  valid: isValidName(name) && isValidValue(value),
});

const staticEntries: readonly Entry[] = staticTable.map(([name, value]) => makeEntry(name, value));
/** As it is unless SETTINGS_HEADER_TABLE_SIZE says otherwise. */
const maxTableSize = 4_096;

/** Decodes the header blocks of one connection (RFC 7541), each of which changes the state for those behind it. */
export class HpackDecoder {
  readonly #table = new DynamicTable<Entry>(maxTableSize);
  readonly #maxListBytes: number;
  #source: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;
  #scratch = Buffer.allocUnsafeSlow(256);

  /** `maxListBytes` bounds the fields of a block: names, values and 32 for each (RFC 9113, section 6.5.2). */
  constructor(maxListBytes: number) {
    this.#maxListBytes = maxListBytes;
  }

  /** What the dynamic table takes. */
  get tableSize(): number {
    return this.#table.size;
  }

  /**
   * Decodes a block that lies between `start` and `end`, and adds its fields to `fields`, name and value in turn. Throws {@link
   * ConnectionError} where it is no HPACK, after which both sides no longer have the same state.
   */
  decode(source: Buffer, start: number, end: number, fields: string[]): BlockVerdict {
    this.#source = source;
    this.#at = start;
    this.#end = end;
    let bytes = 0;
    let valid = true;
    let mayResize = true;
    while (this.#at < end) {
      const first = source[this.#at] as number;
      if ((first & 0xe0) === 0x20) {
        if (!mayResize) throw compressionError("a table is resized in the middle of a block");
        this.#resize();
        continue;
      }
      mayResize = false;
      const entry = first >= 0x80 ? this.#indexed() : this.#literal(first);
      bytes += entry.size;
      if (bytes > this.#maxListBytes) continue;
      valid &&= entry.valid;
      fields.push(entry.name, entry.value);
    }
    if (bytes > this.#maxListBytes) return "too large";
    return valid ? "good" : "malformed";
  }

  #resize(): void {
    const size = this.#integer(5);
    if (size > maxTableSize) throw compressionError("the table is larger than allowed");
    this.#table.resize(size);
  }

  #indexed(): Entry {
    return this.#entry(this.#integer(7));
  }

  /** With incremental indexing, without, or never indexed (RFC 7541, section 6.2). */
  #literal(first: number): Entry {
    const isAdded = (first & 0x40) !== 0;
    const index = this.#integer(isAdded ? 6 : 4);
    const name = index === 0 ? this.#string() : this.#entry(index).name;
    const entry = makeEntry(name, this.#string());
    if (isAdded) this.#table.add(entry);
    return entry;
  }

  #entry(index: number): Entry {
    const entry =
      index <= staticEntries.length ? staticEntries[index - 1] : this.#table.get(index - staticEntries.length - 1);
    if (entry === undefined) throw compressionError(`no field has the index ${index}`);
    return entry;
  }

  #octet(): number {
    if (this.#at >= this.#end) throw compressionError("the block ends within a field");
    return this.#source[this.#at++] as number;
  }

  #integer(prefixBits: number): number {
    const max = (1 << prefixBits) - 1;
    let value = this.#octet() & max;
    if (value < max) return value;
    // Four more octets hold all that a block of any allowed size can mean.
    for (let shift = 0; shift < 28; shift += 7) {
      const octet = this.#octet();
      value += (octet & 0x7f) << shift;
      if (octet < 0x80) return value;
    }
    throw compressionError("an integer is too large");
  }

  #string(): string {
    const isHuffman = ((this.#source[this.#at] ?? 0) & 0x80) !== 0;
    const length = this.#integer(7);
    const from = this.#at;
    if (length > this.#end - from) throw compressionError("the block ends within a string");
    this.#at = from + length;
    if (!isHuffman) return this.#source.toString("latin1", from, this.#at);
    // The shortest code has 5 bits.
    if (this.#scratch.length < length * 2) this.#scratch = Buffer.allocUnsafeSlow(length * 2);
    const decoded = huffmanDecode(this.#source, from, this.#at, this.#scratch);
    if (decoded === undefined) throw compressionError("a string is not in the Huffman code");
    return this.#scratch.toString("latin1", 0, decoded);
  }
}

function compressionError(message: string): ConnectionError {
  return new ConnectionError(errorCode.compressionError, message);
}
