/** Writes an integer behind the `flags` of its first octet (RFC 7541, section 5.1) and returns where it ended. */
export function writeInteger(target: Uint8Array, at: number, flags: number, prefixBits: number, value: number): number {
  const max = (1 << prefixBits) - 1;
  if (value < max) {
    target[at] = flags | value;
    return at + 1;
  }
  target[at++] = flags | max;
  let rest = value - max;
  while (rest >= 128) {
    target[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}
