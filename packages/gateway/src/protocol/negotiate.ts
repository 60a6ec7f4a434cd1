import type { Exchange } from "../http/exchange.ts";
import type { Method } from "../rpc/method.ts";
import type { Fields } from "../upstream/connection.ts";
import { connectStream } from "./connect-stream/protocol.ts";
import { connectUnary } from "./connect-unary/protocol.ts";
import { grpc } from "./grpc/protocol.ts";
import { grpcWeb } from "./grpc-web/protocol.ts";
import type { Form, Protocol } from "./protocol.ts";

/** What a request speaks. */
export interface Speech {
  readonly ok: true;
  readonly protocol: Protocol;
  readonly form: Form;
}

/** What a request speaks, or the HTTP status that it is refused with. */
export type Negotiated = Speech | { readonly ok: false; readonly status: number; readonly fields: Fields };

const speeches = new Map<string, Speech>(
  [connectUnary, connectStream, grpc, grpcWeb].flatMap((protocol) =>
    [...protocol.forms].map(([contentType, form]) => [contentType, { ok: true, protocol, form }]),
  ),
);

/** Finds out what protocol a request of a method speaks. */
export function negotiate(exchange: Exchange, method: Method): Negotiated {
  if (exchange.method === "POST") {
    const speech = speechOf(exchange.headers["content-type"] ?? "");
    return speech?.protocol.serves(method) === true ? speech : { ok: false, status: 415, fields: acceptPost(method) };
  }
  if (exchange.method !== "GET" || !method.safe) {
    return { ok: false, status: 405, fields: ["allow", method.safe ? "GET, POST" : "POST"] };
  }
  const query = new URLSearchParams(exchange.query);
  const encoding = query.get("encoding");
  if (encoding !== "json" && encoding !== "proto") return { ok: false, status: 415, fields: [] };
  return { ok: true, protocol: connectUnary, form: { json: encoding === "json", text: false, query } };
}

function speechOf(contentType: string): Speech | undefined {
  const exact = speeches.get(contentType);
  if (exact !== undefined) return exact;
  const lower = contentType.toLowerCase();
  return speeches.get(lower) ?? speeches.get(lower.replace(/json; ?charset="?utf-?8"?$/, "json"));
}

function acceptPost(method: Method): Fields {
  const types = [...speeches].flatMap(([contentType, { protocol }]) => (protocol.serves(method) ? [contentType] : []));
  return ["accept-post", types.join(", ")];
}
