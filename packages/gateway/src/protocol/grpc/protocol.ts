import { readFrames } from "../framed-request.ts";
import type { Protocol } from "../protocol.ts";
import { createAnswer } from "./answer.ts";
import { readHead } from "./request.ts";

/** https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
export const grpc: Protocol = {
  forms: new Map([
    ["application/grpc", { json: false, text: false }],
    ["application/grpc+proto", { json: false, text: false }],
    ["application/grpc+json", { json: true, text: false }],
  ]),
  serves: () => true,
  readHead,
  readBody: readFrames,
  createAnswer,
};
