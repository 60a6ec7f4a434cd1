import { writeStatus } from "../../rpc/status.ts";
import { createFramedAnswer } from "../framed-answer.ts";
import type { Answer, AnswerHooks, Inbound } from "../protocol.ts";

/** Answers with the upstream's own frames, and its status in HTTP trailers. */
export function createAnswer(inbound: Inbound, hooks: AnswerHooks): Answer {
  const { exchange, form } = inbound;
  const contentType = form.json ? "application/grpc+json" : "application/grpc+proto";
  return createFramedAnswer(inbound, hooks, {
    encodingField: "grpc-encoding",
    contentType,
    // Frames pass as the upstream made them.
    compression: undefined,
    trailers: true,
    finish: (error, trailers) => exchange.end([...writeStatus(error), ...trailers]),
    statusOnly(error, trailers) {
      exchange.respond(200, ["content-type", contentType, ...writeStatus(error), ...trailers]);
      exchange.end();
    },
  });
}
