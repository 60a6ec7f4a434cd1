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
export function createAnswer({ exchange, form, head, method }: Inbound, hooks: AnswerHooks): Answer {
  let leading: Fields = [];
  let message: Uint8Array | undefined;

  const fail = (error: ConnectError, trailers: Fields) => {
    const fields = ["content-type", "application/json", ...leading, ...trailers, ...errorMetadata(error)];
    answer(exchange, codeToHttpStatus(error.code), fields, Buffer.from(JSON.stringify(errorToJson(error, undefined))));
  };

  return {
    header(metadata) {
      leading = metadata;
    },
    frames(pieces) {
      eachFrame(pieces, (payload) => {
        try {
          message = form.json ? method.codec.responseToJson(payload) : payload;
        } catch (thrown) {
          hooks.fail(thrown);
        }
      });
      return true;
    },
    end(error, trailers) {
      if (error !== undefined) return fail(error, trailers);
      const fields = ["content-type", form.json ? "application/json" : "application/proto", ...leading];
      for (let i = 0; i < trailers.length; i += 2) fields.push(`trailer-${trailers[i]}`, trailers[i + 1] as string);
      const body = message ?? new Uint8Array(0);
      const send = (all: Fields, bytes: Uint8Array) =>
        form.query !== undefined && method.cacheFields !== undefined
          ? answerCacheable(exchange, all, bytes, method.cacheFields)
          : answer(exchange, 200, all, bytes);
      const compression = head.answerCompression;
      if (compression === undefined || body.length < compressMinBytes) return send(fields, body);
      compression.compress(body).then(
        (bytes) => send([...fields, "content-encoding", compression.name], bytes),
        () => fail(new ConnectError("the answer cannot be compressed", Code.Internal), []),
      );
    },
  };
}
