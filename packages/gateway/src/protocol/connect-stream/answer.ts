import type { ConnectError } from "@connectrpc/connect";
import { endStreamFlag, errorToJson } from "@connectrpc/connect/protocol-connect";
import { errorMetadata } from "../../rpc/status.ts";
import type { Fields } from "../../upstream/connection.ts";
import { createFramedAnswer } from "../framed-answer.ts";
import { encodeFrame } from "../frames.ts";
import type { Answer, AnswerHooks, Inbound } from "../protocol.ts";

/** Answers with the upstream's own frames, and its status in a last one that is JSON. */
export function createAnswer(inbound: Inbound, hooks: AnswerHooks): Answer {
  const { exchange, form, head } = inbound;
  const contentType = form.json ? "application/connect+json" : "application/connect+proto";
  const finish = (error: ConnectError | undefined, trailers: Fields) => {
    exchange.write(encodeFrame(endStreamFlag, Buffer.from(JSON.stringify(endOf(error, trailers)))));
    exchange.end();
  };
  return createFramedAnswer(inbound, hooks, {
    encodingField: "connect-content-encoding",
    contentType,
    compression: head.answerCompression,
    trailers: false,
    finish,
    statusOnly(error, trailers) {
      exchange.respond(200, ["content-type", contentType]);
      finish(error, trailers);
    },
  });
}

/** The end of a stream, as https://connectrpc.com/docs/protocol#error-end-stream has it. */
function endOf(error: ConnectError | undefined, trailers: Fields) {
  const fields = error === undefined ? trailers : [...trailers, ...errorMetadata(error)];
  const metadata: Record<string, string[]> = Object.create(null);
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string;
    metadata[name] = [...(metadata[name] ?? []), fields[i + 1] as string];
  }
  return {
    ...(error === undefined ? {} : { error: errorToJson(error, undefined) }),
    ...(fields.length === 0 ? {} : { metadata }),
  };
}
