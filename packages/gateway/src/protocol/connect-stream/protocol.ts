import { readFrames } from "../framed-request.ts";
import type { Protocol } from "../protocol.ts";
import { createAnswer } from "./answer.ts";
import { readHead } from "./request.ts";

/** https://connectrpc.com/docs/protocol#streaming-rpcs */
export const connectStream: Protocol = {
  forms: new Map([
    ["application/connect+proto", { json: false, text: false }],
    ["application/connect+json", { json: true, text: false }],
  ]),
  serves: ({ clientStreaming, serverStreaming }) => clientStreaming || serverStreaming,
  readHead,
  readBody: readFrames,
  createAnswer,
};
