const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, "\\": 92, '"': 34 };
const names = new Map(Object.entries(escapes).map(([name, code]) => [code, name]));

/** The bytes of a Go string literal in double quotes: https://go.dev/ref/spec#String_literals. */
export function goUnquote(literal: string): Buffer {
  const bytes: number[] = [];
  const text = Buffer.from(literal.slice(1, -1), "utf8").toString("latin1");
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== "\\") {
      bytes.push(text.charCodeAt(at));
      continue;
    }
    const kind = text[++at] ?? "";
    if (kind === "x") {
      bytes.push(Number.parseInt(text.slice(at + 1, at + 3), 16));
      at += 2;
    } else if (kind === "u" || kind === "U") {
      const digits = kind === "u" ? 4 : 8;
      bytes.push(...Buffer.from(String.fromCodePoint(Number.parseInt(text.slice(at + 1, at + 1 + digits), 16))));
      at += digits;
    } else {
      bytes.push(escapes[kind] ?? kind.charCodeAt(0));
    }
  }
  return Buffer.from(bytes);
}

/** Bytes as strconv.Quote of Go writes them. */
export function goQuote(bytes: Buffer): string {
  let quoted = "";
  for (let at = 0; at < bytes.length; ) {
    const code = bytes[at] ?? 0;
    const name = names.get(code);
    const length = code < 0x80 ? 1 : characterLength(bytes, at);
    if (name !== undefined) quoted += `\\${name}`;
    else if (length > 1) quoted += bytes.toString("utf8", at, at + length);
    else if (code < 0x20 || code >= 0x7f) quoted += `\\x${code.toString(16).padStart(2, "0")}`;
    else quoted += String.fromCharCode(code);
    at += length;
  }
  return `"${quoted}"`;
}

/** How many bytes the printable character beyond ASCII takes that begins here; 1 where there is none. */
function characterLength(bytes: Buffer, at: number): number {
  for (const length of [2, 3, 4]) {
    const text = bytes.toString("utf8", at, at + length);
    if ([...text].length === 1 && Buffer.byteLength(text) === length && /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(text)) {
      return text === "\ufffd" ? 1 : length;
    }
  }
  return 1;
}
