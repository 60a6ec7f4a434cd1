/** A field of an encoded protobuf message: https://protobuf.dev/programming-guides/encoding/. */
interface Field {
  /** The bytes of its key. */
  readonly key: Buffer;
  /** What follows the key; without the length where there is one. */
  readonly value: Buffer;
  readonly delimited: boolean;
}

/**
 * Renames in the strings of an encoded message, whatever its schema: lengths are written anew on the way out. A value counts as a
 * message where what is to be renamed lies inside one of its own values.
 *
 * @param rename gets texts in which each byte is a character, so that nothing of a value is lost that is no text
 */
export function renameEncoded(message: Buffer, rename: (text: string) => string): Buffer {
  return encode(fieldsOf(message) ?? [], rename);
}

/** The values of a length-delimited field of a message. */
export function valuesOf(message: Buffer, field: number): Buffer[] {
  const wanted = varint((field << 3) | 2);
  return (fieldsOf(message) ?? []).filter(({ key }) => key.equals(wanted)).map(({ value }) => value);
}

/** A message of one repeated length-delimited field. */
export function repeated(field: number, values: readonly Buffer[]): Buffer {
  return Buffer.concat(values.flatMap((value) => [varint((field << 3) | 2), varint(value.length), value]));
}

function encode(fields: readonly Field[], rename: (text: string) => string): Buffer {
  return Buffer.concat(
    fields.flatMap(({ key, value, delimited }) => {
      if (!delimited) return [key, value];
      const renamed = renameValue(value, rename);
      return [key, varint(renamed.length), renamed];
    }),
  );
}

function renameValue(value: Buffer, rename: (text: string) => string): Buffer {
  const text = value.toString("latin1");
  const renamed = rename(text);
  if (renamed === text) return value;
  const inner = fieldsOf(value);
  const within = inner?.some((field) => field.delimited && differs(field.value, rename)) ?? false;
  return within && inner !== undefined ? encode(inner, rename) : Buffer.from(renamed, "latin1");
}

function differs(value: Buffer, rename: (text: string) => string): boolean {
  const text = value.toString("latin1");
  return rename(text) !== text;
}

/** Undefined where the bytes are no message. */
function fieldsOf(message: Buffer): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const number = (): number | undefined => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at++];
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  while (at < message.length) {
    const start = at;
    const tag = number();
    if (tag === undefined || tag < 8) return undefined;
    const key = message.subarray(start, at);
    const begin = at;
    switch (tag % 8) {
      case 0:
        if (number() === undefined) return undefined;
        fields.push({ key, value: message.subarray(begin, at), delimited: false });
        break;
      case 1:
      case 5:
        at += tag % 8 === 1 ? 8 : 4;
        if (at > message.length) return undefined;
        fields.push({ key, value: message.subarray(begin, at), delimited: false });
        break;
      case 2: {
        const length = number();
        if (length === undefined || at + length > message.length) return undefined;
        fields.push({ key, value: message.subarray(at, at + length), delimited: true });
        at += length;
        break;
      }
      default:
        return undefined;
    }
  }
  return fields;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}
