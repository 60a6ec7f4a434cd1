import { parseTimeout } from "@connectrpc/connect/protocol-grpc";
import type { Exchange } from "../../http/exchange.ts";
import { negotiateCompression, textField } from "../compression.ts";
import type { RequestHead } from "../protocol.ts";

/** Reads what gRPC and gRPC-Web say in their headers. */
export function readHead({ headers }: Exchange): RequestHead {
  const acceptEncoding = textField(headers["grpc-accept-encoding"]);
  return {
    ...negotiateCompression(textField(headers["grpc-encoding"]), acceptEncoding, "grpc-accept-encoding"),
    timeoutMs: readTimeout(textField(headers["grpc-timeout"])),
    acceptEncoding,
  };
}

function readTimeout(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const { timeoutMs, error } = parseTimeout(value, Number.POSITIVE_INFINITY);
  if (error !== undefined) throw error;
  return timeoutMs;
}
