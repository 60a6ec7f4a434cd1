import type { ConnectError } from "@connectrpc/connect";
import { writeStatus } from "../../rpc/status.ts";
import type { Fields } from "../../upstream/connection.ts";
import { createFramedAnswer } from "../framed-answer.ts";
import { encodeFrame } from "../frames.ts";
import type { Answer, AnswerHooks, Inbound } from "../protocol.ts";

/** Marks the frame that holds the trailers. */
const trailerFlag = 0x80;

/** Answers with the upstream's own frames, and its status in a last frame. */
export function createAnswer(inbound: Inbound, hooks: AnswerHooks): Answer {
  const { exchange, form, head } = inbound;
  const contentType = `application/grpc-web${form.text ? "-text" : ""}+${form.json ? "json" : "proto"}`;
  const finish = (error: ConnectError | undefined, trailers: Fields) => {
    const frame = Buffer.from(trailerFrame([...writeStatus(error), ...trailers]));
    exchange.write(form.text ? Buffer.from(frame.toString("base64"), "latin1") : frame);
    exchange.end();
  };
  return createFramedAnswer(inbound, hooks, {
    encodingField: "grpc-encoding",
    contentType,
    compression: head.answerCompression,
    trailers: false,
    finish,
    statusOnly(error, trailers) {
      // Browsers see headers only where CORS exposes them, so the status is in the body here too.
      exchange.respond(200, ["content-type", contentType]);
      finish(error, trailers);
    },
  });
}

function trailerFrame(fields: Fields): Uint8Array {
  let text = "";
  for (let i = 0; i < fields.length; i += 2) text += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return encodeFrame(trailerFlag, Buffer.from(text, "latin1"));
}
