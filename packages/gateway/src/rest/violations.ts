import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { Code, ConnectError } from "@connectrpc/connect";

/** What is wrong with one part of a request. */
export interface Violation {
  /** The parameter, or the path to the field in the body. Empty for the request as a whole. */
  readonly field: string;
  /** Follows the field in a sentence. */
  readonly description: string;
}

/** INVALID_ARGUMENT with google.rpc.BadRequest. */
export function badRequest(...violations: readonly Violation[]): ConnectError {
  const message = violations.map(({ field, description }) => [field, description].filter(Boolean).join(" ")).join("; ");
  const error = new ConnectError(message, Code.InvalidArgument);
  const writer = new BinaryWriter();
  for (const { field, description } of violations) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(field).tag(2, WireType.LengthDelimited).string(description).join();
  }
  error.details.push({ type: "google.rpc.BadRequest", value: writer.finish() });
  return error;
}
