import { Code, ConnectError } from "@connectrpc/connect";
import { malformed, requestTooLarge, wrongCount } from "../rpc/errors.ts";
import { createBase64Decoder } from "./base64.ts";
import { type Convert, createConverter } from "./converter.ts";
import { encodeFrame, type FrameFault, FrameGate } from "./frames.ts";
import type { InboundRequest, RequestSink } from "./protocol.ts";

/** Reads a body that comes in frames, as in gRPC, gRPC-Web and Connect's streams. */
export function readFrames({ exchange, method, form, head, maxRequestBytes }: InboundRequest, sink: RequestSink): void {
  const convert = conversion(form.json, head.compression, method.codec.requestFromJson, maxRequestBytes);
  const converter =
    convert === undefined
      ? undefined
      : createConverter(convert, {
          write: (frame) => sink.write([frame]),
          onBusy: (busy) => sink.hold(busy),
          onError: (thrown) => fail(ConnectError.from(thrown)),
        });
  const base64 = form.text ? createBase64Decoder() : undefined;
  let failed = false;
  const fail = (error: ConnectError) => {
    if (failed) return;
    failed = true;
    sink.fail(error);
  };
  const gate = new FrameGate(maxRequestBytes, head.compression !== undefined, (pieces) => {
    if (!method.clientStreaming && gate.count > 1) fail(wrongCount(gate.count));
    else if (converter === undefined) sink.write(pieces);
    else converter.push(pieces);
  });

  exchange.read({
    onData(chunk) {
      if (failed) return;
      const bytes = base64 === undefined ? chunk : base64.decode(chunk);
      const fault = bytes === undefined ? "base64" : gate.push(bytes);
      if (fault !== undefined) fail(faultError(fault, maxRequestBytes));
    },
    onEnd() {
      if (failed) return;
      if (gate.torn || base64?.torn()) return fail(malformed("the request ends within a message"));
      if (!method.clientStreaming && gate.count === 0) return fail(wrongCount(0));
      const end = () => failed || sink.end();
      if (converter === undefined) end();
      else converter.end(end);
    },
  });
}

/** How the messages of a request become the upstream's; undefined where they are already. Those go uncompressed. */
function conversion(
  json: boolean,
  compression: InboundRequest["head"]["compression"],
  fromJson: (message: Uint8Array) => Uint8Array,
  maxBytes: number,
): Convert | undefined {
  if (!json && compression === undefined) return undefined;
  const toFrame = (message: Uint8Array) => encodeFrame(0, json ? fromJson(message) : message);
  return (message, compressed) =>
    compressed && compression !== undefined
      ? compression.decompress(message, maxBytes).then(toFrame)
      : toFrame(message);
}

function faultError(fault: FrameFault | "base64", maxRequestBytes: number): ConnectError {
  switch (fault) {
    case "too large":
      return requestTooLarge(maxRequestBytes);
    case "flags":
      return malformed("a message has flags that are not known");
    case "compressed":
      return new ConnectError("a message is compressed, but no encoding was named", Code.Internal);
    case "base64":
      return malformed("the request is not base64");
  }
}
