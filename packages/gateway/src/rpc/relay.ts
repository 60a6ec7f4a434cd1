import { constants } from "node:http2";
import type { DescMessage, DescMethod, DescMethodStreaming, MessageShape } from "@bufbuild/protobuf";
import { type Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { type Span, SpanStatusCode } from "@opentelemetry/api";
import { type Log, traceFields } from "../telemetry/log.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { OpenedStream } from "../upstream/endpoint.ts";
import { createCall } from "../upstream/transport.ts";
import type { Upstream } from "../upstream/upstream.ts";
import { callRecord } from "./call-record.ts";
import { outcomeOf } from "./errors.ts";
import { observeInput, only, single } from "./input.ts";
import { append, requestMetadata, responseMetadata } from "./metadata.ts";

/** What every call needs to be passed on. */
export interface RelayContext {
  readonly telemetry: Telemetry;
  readonly log: Log;
  readonly maxRequestBytes: number;
  readonly maxResponseBytes: number;
}

type Messages = AsyncIterable<MessageShape<DescMessage>>;

/**
 * Passes one call on to an upstream, whichever of the four kinds it is: unary and streaming calls are the same on gRPC's wire.
 * Messages are pulled one by one from either side, so the slower side sets the pace.
 */
export async function* relay(
  { telemetry, log, maxRequestBytes, maxResponseBytes }: RelayContext,
  upstream: Upstream,
  method: DescMethod,
  source: Messages,
  context: HandlerContext,
): AsyncGenerator<MessageShape<DescMessage>, void> {
  const record = context.values.get(callRecord);
  if (record !== undefined) record.reached = true;
  const input = observeInput(source, maxRequestBytes);
  const call = createCall(upstream, context.signal, maxResponseBytes);
  let span: Span | undefined;
  let code: Code | "ok" | undefined;
  try {
    const takesStream = method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming";
    const messages = takesStream ? input.messages : only(await single(input.messages));
    const headers = requestMetadata(context.requestHeader);
    if (record !== undefined) {
      span = telemetry.leave(`${method.parent.typeName}/${method.name}`, record.span, headers, {
        "rpc.system": "grpc",
        "rpc.service": method.parent.typeName,
        "rpc.method": method.name,
      });
    }
    const response = await call.transport.stream(
      method as DescMethodStreaming,
      context.signal,
      remaining(context),
      headers,
      messages,
    );
    append(context.responseHeader, responseMetadata(response.header));
    yield* response.message;
    append(context.responseTrailer, responseMetadata(response.trailer));
    code = "ok";
  } catch (thrown) {
    const { error, cause } = outcomeOf({
      error: thrown,
      service: method.parent.typeName,
      signal: context.signal,
      requestError: input.error ?? (span === undefined ? ConnectError.from(thrown) : undefined),
      connectionLost: call.opened !== undefined && isLost(call.opened),
    });
    code = error.code;
    if (cause !== undefined) {
      const fields = record === undefined ? {} : traceFields(record.span.spanContext());
      log.warn(
        {
          ...fields,
          upstream: upstream.name,
          address: call.opened?.address,
          error: describe(cause),
          answer: error.rawMessage,
        },
        "a call failed on its way to an upstream",
      );
    }
    throw error;
  } finally {
    if (record !== undefined && code !== undefined) record.code = code;
    if (call.opened !== undefined) span?.setAttribute("server.address", call.opened.address);
    if (code !== "ok") span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  }
}

/** The time left, at least 1 ms: a deadline that has just passed must not turn into none. */
function remaining({ timeoutMs }: HandlerContext): number | undefined {
  const left = timeoutMs();
  return left === undefined ? undefined : Math.max(1, left);
}

/**
 * Whether the connection ended under the call. One that is going away refuses the calls that it has not begun (RFC 9113, 6.8);
 * Node tells of that as of any broken stream.
 */
function isLost({ session, stream }: OpenedStream): boolean {
  return session.lost || stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
}

function describe(cause: unknown): string {
  const parts: string[] = [];
  for (let at = cause; at instanceof Error; at = at.cause) parts.push(at.message);
  return parts.length > 0 ? parts.join(": ") : String(cause);
}
