import { Code, ConnectError } from "@connectrpc/connect";
import { codeToHttpStatus, errorToJson } from "@connectrpc/connect/protocol-connect";
import { answer } from "../../http/answer.ts";
import { answerCacheable } from "../../http/cacheable.ts";
import { errorMetadata } from "../../rpc/status.ts";
import type { Fields } from "../../upstream/connection.ts";
import { compressMinBytes } from "../compression.ts";
import { eachFrame } from "../frames.ts";
import type { Answer, AnswerHooks, Inbound } from "../protocol.ts";

/** Answers with the message alone, trailers as headers, and errors as JSON with an HTTP status. */
export function createAnswer(inbound: Inbound, hooks: AnswerHooks): Answer {
  return new UnaryAnswer(inbound, hooks);
}

class UnaryAnswer implements Answer {
  readonly #inbound: Inbound;
  readonly #hooks: AnswerHooks;
  #leading: Fields = [];
  #message: Uint8Array | undefined;

  constructor(inbound: Inbound, hooks: AnswerHooks) {
    this.#inbound = inbound;
    this.#hooks = hooks;
  }

  header(metadata: Fields): void {
    this.#leading = metadata;
  }

  frames(pieces: readonly Uint8Array[]): boolean {
    const { form, method } = this.#inbound;
    eachFrame(pieces, (payload) => {
      try {
        this.#message = form.json ? method.codec.responseToJson(payload) : payload;
      } catch (thrown) {
        this.#hooks.fail(thrown);
      }
    });
    return true;
  }

  end(error: ConnectError | undefined, trailers: Fields): void {
    if (error === undefined) this.#succeed(trailers);
    else this.#fail(error, trailers);
  }

  #succeed(trailers: Fields): void {
    const { form, head } = this.#inbound;
    const fields = ["content-type", form.json ? "application/json" : "application/proto", ...this.#leading];
    for (let i = 0; i < trailers.length; i += 2) fields.push(`trailer-${trailers[i]}`, trailers[i + 1] as string);
    const body = this.#message ?? new Uint8Array(0);
    const compression = head.answerCompression;
    if (compression === undefined || body.length < compressMinBytes) {
      this.#send(fields, body);
      return;
    }
    compression.compress(body).then(
      (bytes) => this.#send([...fields, "content-encoding", compression.name], bytes),
      () => this.#fail(new ConnectError("the answer cannot be compressed", Code.Internal), []),
    );
  }

  #send(fields: Fields, body: Uint8Array): void {
    const { exchange, form, method } = this.#inbound;
    if (form.query !== undefined && method.cacheFields !== undefined) {
      answerCacheable(exchange, fields, body, method.cacheFields);
    } else {
      answer(exchange, 200, fields, body);
    }
  }

  #fail(error: ConnectError, trailers: Fields): void {
    const fields = ["content-type", "application/json", ...this.#leading, ...trailers, ...errorMetadata(error)];
    const body = Buffer.from(JSON.stringify(errorToJson(error, undefined)));
    answer(this.#inbound.exchange, codeToHttpStatus(error.code), fields, body);
  }
}
