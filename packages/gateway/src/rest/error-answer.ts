import type { Registry } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { codeToHttpStatus } from "@connectrpc/connect/protocol-connect";
import { answer } from "../http/answer.ts";
import type { Exchange } from "../http/exchange.ts";
import { errorMetadata } from "../rpc/status.ts";
import type { Fields } from "../upstream/connection.ts";
import { type ErrorStatus, statusJson } from "./status.ts";

/** Answers with google.rpc.Status as JSON, and the HTTP status of its code unless another one is given. */
export function answerError(
  exchange: Exchange,
  error: ConnectError,
  registry: Registry,
  { status = codeToHttpStatus(error.code), fields = [] }: { status?: number; fields?: Fields } = {},
): void {
  const json = JSON.stringify(statusJson(statusOf(error), registry));
  const head = ["content-type", "application/json", "cache-control", "no-store", ...fields, ...errorMetadata(error)];
  answer(exchange, status, head, Buffer.from(json));
}

/** An error whose details are bytes, as those of upstreams and of the gateway are. */
export function statusOf({ code, rawMessage, details }: ConnectError): ErrorStatus {
  return { code, message: rawMessage, details: details.filter((detail) => "type" in detail) };
}

/** A request that no call comes of, because of what HTTP says about it. */
export interface Refusal {
  readonly status: number;
  readonly error: ConnectError;
  readonly fields: Fields;
}

export function refusal(status: number, message: string, fields: Fields = []): Refusal {
  const code = status === 405 || status === 505 ? Code.Unimplemented : Code.InvalidArgument;
  return { status, error: new ConnectError(message, code), fields };
}
