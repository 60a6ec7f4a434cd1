import { type DescMessage, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";

/** A message behind its length, as the suite's programs write it: 4 bytes, big endian. */
export function delimited<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): Uint8Array {
  const bytes = toBinary(schema, message);
  const framed = new Uint8Array(4 + bytes.length);
  new DataView(framed.buffer).setUint32(0, bytes.length);
  framed.set(bytes, 4);
  return framed;
}

/** Reads the first message of a stream. Throws where the stream ends before it does. */
export async function readDelimited<Desc extends DescMessage>(
  schema: Desc,
  input: AsyncIterable<Uint8Array>,
): Promise<MessageShape<Desc>> {
  let read = Buffer.alloc(0);
  for await (const chunk of input) {
    read = Buffer.concat([read, chunk]);
    if (read.length < 4) continue;
    const end = 4 + read.readUInt32BE(0);
    if (read.length >= end) return fromBinary(schema, read.subarray(4, end));
  }
  throw new Error(`the stream ended after ${read.length} bytes, before a whole ${schema.typeName}`);
}
