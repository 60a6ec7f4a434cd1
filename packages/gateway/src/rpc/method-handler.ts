import type { DescMethod, Message, Registry } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext, type MethodImplSpec } from "@connectrpc/connect";
import {
  createUniversalMethodHandler,
  type ProtocolHandlerFactory,
  type UniversalHandlerOptions,
} from "@connectrpc/connect/protocol";
import { createHandlerFactory as connectProtocol } from "@connectrpc/connect/protocol-connect";
import { createHandlerFactory as grpcProtocol } from "@connectrpc/connect/protocol-grpc";
import { createHandlerFactory as grpcWebProtocol } from "@connectrpc/connect/protocol-grpc-web";
import { compressionBrotli, compressionGzip } from "@connectrpc/connect-node";
import type { HttpHandler } from "../http/handler.ts";
import type { Upstream } from "../upstream/upstream.ts";
import { callRecord } from "./call-record.ts";
import { overloaded } from "./errors.ts";
import { only } from "./input.ts";
import { type RelayContext, relay } from "./relay.ts";
import { isJson, withOpaqueOutput } from "./representation.ts";

/** The three protocols, with what is the same for every method. */
export function protocolOptions(options: {
  readonly maxRequestBytes: number;
  readonly registry: Registry;
  /** Ends the calls that still run; its reason is what the callers see. */
  readonly shutdown: AbortSignal;
}): Partial<UniversalHandlerOptions> {
  return {
    acceptCompression: [compressionGzip, compressionBrotli],
    readMaxBytes: options.maxRequestBytes,
    shutdownSignal: options.shutdown,
    // A misspelled field would be dropped in silence.
    jsonOptions: { ignoreUnknownFields: false, registry: options.registry },
  };
}

/** Serves one method over Connect, gRPC-Web and gRPC by passing its calls on. */
export function createMethodHandler(
  method: DescMethod,
  upstream: Upstream,
  context: RelayContext,
  options: Partial<UniversalHandlerOptions>,
): HttpHandler {
  const gated = { ...options, requestGate: refuseSurplus };
  const binary = negotiate(withOpaqueOutput(method), upstream, context, gated);
  const json = negotiate(method, upstream, context, gated);
  return (request) => (isJson(request) ? json : binary)(request);
}

/** Refuses before the body is read, so that a surplus of requests costs next to nothing. */
const refuseSurplus = ({ values }: HandlerContext) => {
  const record = values.get(callRecord);
  if (record === undefined || record.admitted) return;
  record.code = Code.ResourceExhausted;
  throw overloaded("too many requests at the same time", 1);
};

function negotiate(
  method: DescMethod,
  upstream: Upstream,
  context: RelayContext,
  options: Partial<UniversalHandlerOptions>,
): HttpHandler {
  // Where messages come in frames, one message is a stream of one. Connect's unary form alone has none.
  const framed = {
    kind: "bidi_streaming",
    method,
    impl: (input, call) => relay(context, upstream, method, input, call),
  } as MethodImplSpec;
  const unframed = {
    kind: "unary",
    method,
    async impl(message, call) {
      let answer: Message | undefined;
      for await (const one of relay(context, upstream, method, only(message), call)) answer ??= one;
      if (answer === undefined) throw new ConnectError(`${method.parent.typeName} gave no answer`, Code.Internal);
      return answer;
    },
  } as MethodImplSpec;

  const use = (factory: ProtocolHandlerFactory, spec: MethodImplSpec): ProtocolHandlerFactory =>
    Object.assign(() => factory(spec), { protocolName: factory.protocolName });
  return createUniversalMethodHandler(framed, [
    use(grpcProtocol(options), framed),
    use(grpcWebProtocol(options), framed),
    use(connectProtocol(options), method.methodKind === "unary" ? unframed : framed),
  ]);
}
