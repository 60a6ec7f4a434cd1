import { create, type JsonObject, type JsonValue, type Registry, toJson } from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import type { Code } from "@connectrpc/connect";

/** An error with its details as bytes, as every protocol carries them. */
export interface ErrorStatus {
  readonly code: Code;
  readonly message: string;
  readonly details: readonly { readonly type: string; readonly value: Uint8Array }[];
}

/**
 * An error as the JSON form of google.rpc.Status. A detail that the registry does not know, or that is not what it says it is, comes as
 * `{"@type", "value"}` with its bytes in base64.
 */
export function statusJson({ code, message, details }: ErrorStatus, registry: Registry): JsonObject {
  return { code, message, details: details.map(({ type, value }) => detailJson(type, value, registry)) };
}

function detailJson(type: string, value: Uint8Array, registry: Registry): JsonValue {
  const typeUrl = `type.googleapis.com/${type}`;
  try {
    return toJson(AnySchema, create(AnySchema, { typeUrl, value }), { registry });
  } catch {
    return { "@type": typeUrl, value: base64Encode(value) };
  }
}
