import { type DescMethod, fromBinary, fromJson, type JsonValue, type Registry, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { toJsonWithOpaque } from "../rest/opaque-any.ts";

/** Turns the messages of one method from JSON into their wire format and back. */
export interface Codec {
  /** Throws INVALID_ARGUMENT where the JSON is malformed, has an unknown field, or a field of the wrong type. */
  requestFromJson(json: Uint8Array): Uint8Array;
  /** Throws where the bytes are not the message. An Any of a type that nobody described comes in base64. */
  responseToJson(message: Uint8Array): Uint8Array;
}

/** The registry describes what a google.protobuf.Any may hold. */
export function createCodec({ input, output }: DescMethod, registry: Registry): Codec {
  // A misspelled field would be dropped in silence.
  const reading = { ignoreUnknownFields: false, registry };
  return {
    requestFromJson(json) {
      try {
        return toBinary(input, fromJson(input, JSON.parse(textOf(json)) as JsonValue, reading));
      } catch (error) {
        throw ConnectError.from(error, Code.InvalidArgument);
      }
    },
    responseToJson: (message) =>
      Buffer.from(JSON.stringify(toJsonWithOpaque(output, fromBinary(output, message), registry))),
  };
}

function textOf(bytes: Uint8Array): string {
  if (bytes instanceof Buffer) return bytes.toString("utf8");
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
