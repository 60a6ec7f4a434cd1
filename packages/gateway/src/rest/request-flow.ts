import { toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Exchange } from "../http/exchange.ts";
import type { Compression } from "../protocol/compression.ts";
import { join } from "../protocol/frames.ts";
import { requestTooLarge } from "../rpc/errors.ts";
import type { MessageCall } from "../rpc/message-call.ts";
import { takesRawBody } from "./body.ts";
import { createLineReader } from "./ndjson.ts";
import type { RequestReader } from "./request.ts";
import type { RestRoute } from "./routes.ts";

/** What a body is read for. */
export interface RequestFlow {
  readonly exchange: Exchange;
  readonly route: RestRoute;
  readonly call: MessageCall;
  readonly reader: RequestReader;
  readonly maxBytes: number;
  /** How the body is compressed. */
  readonly compression: Compression | undefined;
  /** The request was passed on. */
  onPassed(): void;
}

/** Reads the body that is one message, and passes it on when the whole of it has come. */
export function passWhole(flow: RequestFlow): void {
  const { exchange, call, maxBytes, compression } = flow;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const pass = (body: Uint8Array) => {
    send(flow, body);
    call.end();
    flow.onPassed();
  };
  const fail = (thrown: unknown) => call.fail(ConnectError.from(thrown));
  exchange.read({
    onData(chunk) {
      size += chunk.byteLength;
      // The call is over then, so that nothing more is read.
      if (size > maxBytes) call.fail(requestTooLarge(maxBytes));
      else chunks.push(chunk);
    },
    onEnd() {
      if (compression !== undefined) {
        compression.decompress(join(chunks), maxBytes).then(pass).catch(fail);
        return;
      }
      try {
        pass(join(chunks));
      } catch (thrown) {
        fail(thrown);
      }
    },
  });
}

/** Reads the body that is a stream, a message a line or whatever pieces raw bytes come in, no faster than the upstream takes it. */
export function passStream(flow: RequestFlow): void {
  const { exchange, route, call, maxBytes, compression } = flow;
  if (compression !== undefined) {
    call.fail(new ConnectError("a stream of requests may not be compressed", Code.Unimplemented));
    return;
  }
  const pieces = takesRawBody(route) ? rawPieces(maxBytes) : createLineReader(maxBytes);
  let failed = false;
  const pass = (take: () => readonly Uint8Array[]) => {
    try {
      for (const body of take()) if (!send(flow, body)) exchange.pause();
    } catch (thrown) {
      failed = true;
      call.fail(ConnectError.from(thrown));
    }
  };
  flow.onPassed();
  exchange.read({
    onData: (chunk) => failed || pass(() => pieces.push(chunk)),
    onEnd() {
      if (!failed) pass(() => pieces.end());
      if (!failed) call.end();
    },
  });
}

function send({ route, call, reader }: RequestFlow, body: Uint8Array): boolean {
  return call.send(toBinary(route.rpc.input, reader(body)));
}

function rawPieces(maxBytes: number) {
  return {
    push(chunk: Uint8Array): readonly Uint8Array[] {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < chunk.byteLength; at += maxBytes) pieces.push(chunk.subarray(at, at + maxBytes));
      return pieces;
    },
    end: (): readonly Uint8Array[] => [],
  };
}
