import { codeLengths, codes } from "./huffman-table.ts";

const eos = 256;

/** How many bytes a text takes in the Huffman code. Characters are octets (latin1). */
export function huffmanLength(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits += codeLengths[text.charCodeAt(i) & 0xff] as number;
  return (bits + 7) >> 3;
}

/** Writes a text in the Huffman code and returns where it ended. */
export function huffmanEncode(text: string, target: Uint8Array, start: number): number {
  let at = start;
  // Up to 7 bits wait for more; a code has up to 30, so that both never fit into 32 bits, but do into the 53 of a number.
  let pending = 0;
  let bits = 0;
  for (let i = 0; i < text.length; i++) {
    const octet = text.charCodeAt(i) & 0xff;
    const length = codeLengths[octet] as number;
    pending = pending * 2 ** length + (codes[octet] as number);
    bits += length;
    while (bits >= 8) {
      bits -= 8;
      const unit = 2 ** bits;
      const byte = Math.floor(pending / unit);
      target[at++] = byte;
      pending -= byte * unit;
    }
  }
  // Padding is the begin of EOS, which is all ones.
  if (bits > 0) target[at++] = (pending << (8 - bits)) | (0xff >> bits);
  return at;
}

/**
 * The decoder walks the tree of codes four bits at a time. A state is an inner node of the tree, 0 its root; a transition leads to
 * another state and may give a symbol on the way: never two, as no code has less than five bits.
 */
const symbolShift = 8;
const hasSymbol = 1 << 16;
const failed = 1 << 17;
/** `accepting` are the states in which a text may end: at most seven ones behind the last symbol. */
const { table, accepting } = buildTransitions();

/** Decodes into `target`, which has room for 8/5 of the source, and returns the length; undefined where it is not the code. */
export function huffmanDecode(source: Uint8Array, start: number, end: number, target: Uint8Array): number | undefined {
  let length = 0;
  let state = 0;
  for (let i = start; i < end; i++) {
    const byte = source[i] as number;
    for (let shift = 4; shift >= 0; shift -= 4) {
      const next = table[(state << 4) | ((byte >> shift) & 0xf)] as number;
      if ((next & failed) !== 0) return undefined;
      if ((next & hasSymbol) !== 0) target[length++] = (next >> symbolShift) & 0xff;
      state = next & 0xff;
    }
  }
  return accepting[state] === 1 ? length : undefined;
}

function buildTransitions(): { table: Int32Array; accepting: Uint8Array } {
  // Children of inner nodes: another inner node, or the symbol of a leaf as -1 - symbol.
  const children: [number, number][] = [[0, 0]];
  const mayEnd = [1];
  for (const [symbol, length] of codeLengths.entries()) {
    let node = 0;
    let ones = true;
    for (let bit = length - 1; bit >= 0; bit--) {
      const side = ((codes[symbol] as number) >> bit) & 1;
      ones &&= side === 1;
      const pair = children[node] as [number, number];
      if (bit === 0) {
        pair[side] = -1 - symbol;
      } else {
        if (pair[side] === 0) {
          pair[side] = children.push([0, 0]) - 1;
          mayEnd.push(ones && length - bit < 8 ? 1 : 0);
        }
        node = pair[side] as number;
      }
    }
  }

  const table = new Int32Array(children.length * 16);
  for (const state of children.keys()) {
    for (let nibble = 0; nibble < 16; nibble++) {
      let node = state;
      let symbol = -1;
      for (let bit = 3; bit >= 0; bit--) {
        node = (children[node] as [number, number])[(nibble >> bit) & 1] as number;
        if (node >= 0) continue;
        symbol = -1 - node;
        node = 0;
      }
      table[(state << 4) | nibble] =
        symbol === eos ? failed : symbol === -1 ? node : node | (symbol << symbolShift) | hasSymbol;
    }
  }
  return { table, accepting: Uint8Array.from(mayEnd) };
}
