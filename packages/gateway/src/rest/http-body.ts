import { create, type DescMessage, type Message } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";

/** What a google.api.HttpBody says: bytes that go over HTTP as they are. */
export interface RawBody {
  readonly contentType: string;
  readonly data: Uint8Array;
}

/** The numbers of its fields. They are looked up by number: the descriptor comes from whatever set is served. */
const contentTypeField = 1;
const dataField = 2;

/** A media type with its parameters, and nothing that could not stand in a header field. */
const typeForm = /^[\w!#$&^.+-]+\/[\w!#$&^.+*-]+(?:\s*;[\t\x20-\x7e]*)?$/;

/** Whether a message is a google.api.HttpBody. */
export function isHttpBody(desc: DescMessage | undefined): desc is DescMessage {
  return desc?.typeName === "google.api.HttpBody";
}

export function toHttpBody(desc: DescMessage, { contentType, data }: RawBody): Message {
  const message = reflect(desc, create(desc));
  for (const field of desc.fields) {
    if (field.number === contentTypeField) message.set(field, contentType);
    if (field.number === dataField) message.set(field, data);
  }
  return message.message;
}

export function fromHttpBody(desc: DescMessage, message: Message): RawBody {
  const values = reflect(desc, message);
  const fieldValue = (number: number) => {
    const field = desc.fields.find((candidate) => candidate.number === number);
    return field && values.get(field);
  };
  const type = String(fieldValue(contentTypeField));
  return {
    contentType: typeForm.test(type) ? type : "application/octet-stream",
    data: (fieldValue(dataField) as Uint8Array | undefined) ?? new Uint8Array(),
  };
}
