import type { Protocol } from "../protocol.ts";
import { createAnswer } from "./answer.ts";
import { readBody, readHead } from "./request.ts";

/** https://connectrpc.com/docs/protocol#unary-request */
export const connectUnary: Protocol = {
  forms: new Map([
    ["application/proto", { json: false, text: false }],
    ["application/json", { json: true, text: false }],
  ]),
  serves: ({ clientStreaming, serverStreaming }) => !(clientStreaming || serverStreaming),
  readHead,
  readBody,
  createAnswer,
};
