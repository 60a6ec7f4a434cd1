import { ConnectError } from "@connectrpc/connect";
import type { BodyReader, Exchange } from "../../http/exchange.ts";
import { malformed, requestTooLarge } from "../../rpc/errors.ts";
import { negotiateCompression, textField } from "../compression.ts";
import { readTimeout } from "../connect-head.ts";
import { encodeFrame, frameHead, join } from "../frames.ts";
import type { Form, InboundRequest, RequestHead, RequestSink } from "../protocol.ts";

export function readHead(exchange: Exchange, { query }: Form): RequestHead {
  const { headers } = exchange;
  if (query?.has("connect") && query.get("connect") !== "v1") throw malformed('the parameter "connect" must be "v1"');
  const encoding =
    query === undefined ? textField(headers["content-encoding"]) : (query.get("compression") ?? undefined);
  const accepted = textField(headers["accept-encoding"]);
  const { compression, answerCompression } = negotiateCompression(encoding, accepted, "accept-encoding");
  return { timeoutMs: readTimeout(exchange), compression, answerCompression, acceptEncoding: undefined };
}

/** Reads the one message that is the body, or stands in the query. */
export function readBody(request: InboundRequest, sink: RequestSink): void {
  const { exchange, form } = request;
  if (form.query === undefined) exchange.read(new UnaryBody(request, sink));
  else passQuery(request, form.query, sink);
}

function passQuery(request: InboundRequest, query: URLSearchParams, sink: RequestSink): void {
  const message = readQuery(query);
  if (message === undefined) sink.fail(malformed('the parameter "message" is not base64'));
  else if (message.length > request.maxRequestBytes) sink.fail(requestTooLarge(request.maxRequestBytes));
  else pass(request, [message], sink);
}

/** Collects a body, and passes it on when the whole of it has come. */
class UnaryBody implements BodyReader {
  readonly #request: InboundRequest;
  readonly #sink: RequestSink;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  constructor(request: InboundRequest, sink: RequestSink) {
    this.#request = request;
    this.#sink = sink;
  }

  onData(chunk: Uint8Array): void {
    this.#size += chunk.length;
    // The call is over then, so that nothing more is read.
    if (this.#size > this.#request.maxRequestBytes) this.#sink.fail(requestTooLarge(this.#request.maxRequestBytes));
    else this.#chunks.push(chunk);
  }

  onEnd(): void {
    pass(this.#request, this.#chunks, this.#sink);
  }
}

function pass(
  { form, head, method, maxRequestBytes }: InboundRequest,
  chunks: readonly Uint8Array[],
  sink: RequestSink,
) {
  const fail = (thrown: unknown) => sink.fail(ConnectError.from(thrown));
  const send = (message: Uint8Array) => {
    sink.write([encodeFrame(0, form.json ? method.codec.requestFromJson(message) : message)]);
    sink.end();
  };
  if (head.compression !== undefined) {
    head.compression.decompress(join(chunks), maxRequestBytes).then(send).catch(fail);
  } else if (form.json || chunks.length === 1) {
    try {
      send(join(chunks));
    } catch (thrown) {
      fail(thrown);
    }
  } else {
    const size = chunks.reduce((sum, { length }) => sum + length, 0);
    sink.write([frameHead(0, size), ...chunks]);
    sink.end();
  }
}

function readQuery(query: URLSearchParams): Uint8Array | undefined {
  const message = query.get("message") ?? "";
  if (query.get("base64") !== "1") return Buffer.from(message);
  return /^[\w+/-]*={0,2}$/.test(message) ? Buffer.from(message, "base64") : undefined;
}
