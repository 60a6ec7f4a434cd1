import { DynamicTable, entrySize } from "./dynamic-table.ts";
import { huffmanEncode, huffmanLength } from "./huffman.ts";
import { writeInteger } from "./integer.ts";
import { staticTable } from "./static-table.ts";

/** What the encoder knows of a name. */
interface NameState {
  readonly name: string;
  /** Its number in the static table; 0 where it is not there. */
  readonly staticIndex: number;
  /** Values in the static table. */
  readonly staticValues: Map<string, number> | undefined;
  /** Values in the dynamic table, with the number of their insertion. */
  readonly values: Map<string, number>;
  /** Whether no value comes twice. */
  readonly isNew: boolean;
  /** The value that was last sent without being added. */
  last: string | undefined;
}

interface Entry {
  readonly state: NameState;
  readonly value: string;
  readonly insertion: number;
  readonly size: number;
}

const maxTableSize = 4_096;
/** More names are not remembered. Clients choose them, and they must not cost memory without bound. */
const maxNames = 256;
/** What a secret's guesser could learn from sizes is kept out of every table on the way (RFC 7541, section 7.1.3). */
const neverIndexed = new Set(["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"]);

/** To look for the value of such a field among those that were sent would be in vain; the first of them brings the name into the table. */
const alwaysNew = new Set(["traceparent", "grpc-timeout"]);

const incremental = { flags: 0x40, prefixBits: 6 } as const;
const withoutIndexing = { flags: 0x00, prefixBits: 4 } as const;
const never = { flags: 0x10, prefixBits: 4 } as const;

/**
 * Encodes the header blocks of one connection (RFC 7541). A value is added to the table when it is the first of its name, or comes
 * twice in a row: so what is the same in each call takes an octet, and what is always new does not drive it out.
 */
export class HpackEncoder {
  readonly #names = new Map<string, NameState>();
  readonly #table = new DynamicTable<Entry>(maxTableSize, ({ state, value, insertion }) => {
    if (state.values.get(value) === insertion) state.values.delete(value);
  });
  #insertions = 0;
  /** The smallest table since the last block, and that a block must tell of it. */
  #smallest = maxTableSize;
  #mustTell = false;

  constructor() {
    for (const [i, [name, value]] of staticTable.entries()) {
      const state = this.#names.get(name) ?? newState(name, i + 1, new Map());
      this.#names.set(name, state);
      if (value !== "") state.staticValues?.set(value, i + 1);
    }
  }

  /** Takes over SETTINGS_HEADER_TABLE_SIZE of the peer. */
  setMaxTableSize(size: number): void {
    const next = Math.min(size, maxTableSize);
    if (next === this.#table.maxSize) return;
    this.#table.resize(next);
    this.#smallest = Math.min(this.#smallest, next);
    this.#mustTell = true;
  }

  /** How many octets a field takes at most, and a block on top of its fields. */
  static readonly fieldOverhead = 12;
  static readonly blockOverhead = 12;

  /** Begins a block, and returns where its first field goes. */
  begin(target: Buffer, at: number): number {
    if (!this.#mustTell) return at;
    this.#mustTell = false;
    const now = this.#table.maxSize;
    if (this.#smallest < now) at = writeInteger(target, at, 0x20, 5, this.#smallest);
    this.#smallest = now;
    return writeInteger(target, at, 0x20, 5, now);
  }

  /** Writes a field, and returns where it ended. The name is in lower case; characters are octets (latin1). */
  field(target: Buffer, at: number, name: string, value: string): number {
    const state = this.#names.get(name) ?? this.#remember(name);
    if (state === undefined) return this.#literal(target, at, withoutIndexing, 0, name, value);
    if (state.isNew && state.values.size > 0) {
      return this.#literal(target, at, withoutIndexing, this.#anyIndex(state), name, value);
    }
    const index = state.staticValues?.get(value) ?? this.#dynamicIndex(state.values.get(value));
    if (index !== 0) return writeInteger(target, at, 0x80, 7, index);

    const nameIndex = state.staticIndex === 0 ? this.#anyIndex(state) : state.staticIndex;
    if (neverIndexed.has(name)) return this.#literal(target, at, never, nameIndex, name, value);
    const size = entrySize(name, value);
    const isFirst = state.values.size === 0 && state.last === undefined;
    // Larger than half of the table it would drive out what serves every call.
    if (!(isFirst || state.last === value) || size * 2 > this.#table.maxSize) {
      state.last = value;
      return this.#literal(target, at, withoutIndexing, nameIndex, name, value);
    }
    const end = this.#literal(target, at, incremental, nameIndex, name, value);
    const insertion = ++this.#insertions;
    this.#table.add({ state, value, insertion, size });
    state.values.set(value, insertion);
    return end;
  }

  /** Numbers count from the newest; 0 where there is no such entry. */
  #dynamicIndex(insertion: number | undefined): number {
    return insertion === undefined ? 0 : staticTable.length + 1 + this.#insertions - insertion;
  }

  #anyIndex(state: NameState): number {
    for (const insertion of state.values.values()) return this.#dynamicIndex(insertion);
    return 0;
  }

  #remember(name: string): NameState | undefined {
    if (this.#names.size >= maxNames) this.#forget();
    if (this.#names.size >= maxNames) return undefined;
    const state = newState(name, 0, undefined);
    this.#names.set(name, state);
    return state;
  }

  #forget(): void {
    for (const [name, { staticIndex, values }] of this.#names) {
      if (staticIndex === 0 && values.size === 0) this.#names.delete(name);
    }
  }

  #literal(
    target: Buffer,
    at: number,
    { flags, prefixBits }: { flags: number; prefixBits: number },
    nameIndex: number,
    name: string,
    value: string,
  ): number {
    at = writeInteger(target, at, flags, prefixBits, nameIndex);
    const mayCompress = flags === incremental.flags;
    if (nameIndex === 0) at = writeString(target, at, name, mayCompress);
    return writeString(target, at, value, mayCompress);
  }
}

function newState(name: string, staticIndex: number, staticValues: Map<string, number> | undefined): NameState {
  return { name, staticIndex, staticValues, values: new Map(), isNew: alwaysNew.has(name), last: undefined };
}

/** The Huffman code is worth its time where the peer keeps what it decodes. */
function writeString(target: Buffer, at: number, text: string, mayCompress: boolean): number {
  if (mayCompress) {
    const length = huffmanLength(text);
    if (length < text.length) return huffmanEncode(text, target, writeInteger(target, at, 0x80, 7, length));
  }
  at = writeInteger(target, at, 0, 7, text.length);
  return at + target.write(text, at, "latin1");
}
