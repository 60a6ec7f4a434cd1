import { ConnectError } from "@connectrpc/connect";
import type { Exchange } from "../../http/exchange.ts";
import { malformed, requestTooLarge } from "../../rpc/errors.ts";
import { negotiateCompression, textField } from "../compression.ts";
import { readTimeout } from "../connect-head.ts";
import { encodeFrame, frameHead, join } from "../frames.ts";
import type { Form, Inbound, RequestHead, RequestSink } from "../protocol.ts";

export function readHead(exchange: Exchange, { query }: Form): RequestHead {
  const { headers } = exchange;
  if (query?.has("connect") && query.get("connect") !== "v1") throw malformed('the parameter "connect" must be "v1"');
  const encoding =
    query === undefined ? textField(headers["content-encoding"]) : (query.get("compression") ?? undefined);
  return {
    ...negotiateCompression(encoding, textField(headers["accept-encoding"]), "accept-encoding"),
    timeoutMs: readTimeout(exchange),
    acceptEncoding: undefined,
  };
}

/** Reads the one message that is the body, or stands in the query. */
export function readBody(inbound: Inbound, sink: RequestSink): void {
  const { exchange, form, maxRequestBytes } = inbound;
  if (form.query !== undefined) {
    const message = readQuery(form.query);
    if (message === undefined) return sink.fail(malformed('the parameter "message" is not base64'));
    if (message.length > maxRequestBytes) return sink.fail(requestTooLarge(maxRequestBytes));
    return pass(inbound, [message], sink);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  exchange.read({
    onData(chunk) {
      if (size > maxRequestBytes) return;
      size += chunk.length;
      if (size > maxRequestBytes) sink.fail(requestTooLarge(maxRequestBytes));
      else chunks.push(chunk);
    },
    onEnd() {
      if (size <= maxRequestBytes) pass(inbound, chunks, sink);
    },
  });
}

function pass(
  { form, head, method, maxRequestBytes }: Inbound,
  chunks: readonly Uint8Array[],
  sink: RequestSink,
): void {
  const fail = (thrown: unknown) => sink.fail(ConnectError.from(thrown));
  const send = (message: Uint8Array) => {
    sink.write([encodeFrame(0, form.json ? method.codec.requestFromJson(message) : message)]);
    sink.end();
  };
  if (head.compression !== undefined) {
    sink.hold(true);
    head.compression.decompress(join(chunks), maxRequestBytes).then(send).catch(fail);
    return;
  }
  if (!form.json && chunks.length > 1) {
    sink.write([
      frameHead(
        0,
        chunks.reduce((size, { length }) => size + length, 0),
      ),
      ...chunks,
    ]);
    return sink.end();
  }
  try {
    send(join(chunks));
  } catch (thrown) {
    fail(thrown);
  }
}

function readQuery(query: URLSearchParams): Uint8Array | undefined {
  const message = query.get("message") ?? "";
  if (query.get("base64") !== "1") return Buffer.from(message);
  return /^[\w+/-]*={0,2}$/.test(message) ? Buffer.from(message, "base64") : undefined;
}
