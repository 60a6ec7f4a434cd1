import { readFrames } from "../framed-request.ts";
import { readHead } from "../grpc/request.ts";
import type { Protocol } from "../protocol.ts";
import { createAnswer } from "./answer.ts";

/** https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md */
export const grpcWeb: Protocol = {
  forms: new Map([
    ["application/grpc-web", { json: false, text: false }],
    ["application/grpc-web+proto", { json: false, text: false }],
    ["application/grpc-web+json", { json: true, text: false }],
    ["application/grpc-web-text", { json: false, text: true }],
    ["application/grpc-web-text+proto", { json: false, text: true }],
    ["application/grpc-web-text+json", { json: true, text: true }],
  ]),
  serves: () => true,
  readHead,
  readBody: readFrames,
  createAnswer,
};
