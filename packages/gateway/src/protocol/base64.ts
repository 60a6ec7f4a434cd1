/** Decodes base64 that comes in pieces, cut anywhere and padded wherever a sender ended a piece of its own. */
export interface Base64Decoder {
  /** Whether a group of four characters is not complete. */
  torn(): boolean;
  /** Returns undefined where it is no base64. */
  decode(chunk: Uint8Array): Uint8Array | undefined;
}

const form = /^(?:[A-Za-z0-9+/_-]{4}|[A-Za-z0-9+/_-]{3}=|[A-Za-z0-9+/_-]{2}==)*$/;

export function createBase64Decoder(): Base64Decoder {
  let rest = "";
  return {
    torn: () => rest !== "",
    decode(chunk) {
      const text = rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1");
      const whole = text.length - (text.length % 4);
      rest = text.slice(whole);
      const groups = text.slice(0, whole);
      if (!form.test(groups)) return undefined;
      if (!groups.includes("=")) return Buffer.from(groups, "base64");
      // Node stops at the first padding.
      return Buffer.concat(groups.split(/(?<==)(?!=)/).map((piece) => Buffer.from(piece, "base64")));
    },
  };
}
