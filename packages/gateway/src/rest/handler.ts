import type { Registry } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { parseRequestTimeout } from "../guard/timeouts.ts";
import type { Exchange } from "../http/exchange.ts";
import { negotiateCompression, textField } from "../protocol/compression.ts";
import type { StartCall } from "../rpc/message-call.ts";
import type { Method } from "../rpc/method.ts";
import { createRawStreamAnswer, createStreamAnswer, createUnaryAnswer, type RestAnswer } from "./answers.ts";
import { answerError } from "./error-answer.ts";
import { chooseStream, streamTypes } from "./negotiate.ts";
import { refuse } from "./refuse.ts";
import { createRequestReader } from "./request.ts";
import { passStream, passWhole } from "./request-flow.ts";
import { answersRawBody } from "./response.ts";
import type { RestRoute } from "./routes.ts";
import { createStreamEncoder } from "./stream.ts";

/** What serves every route. */
export interface RestSetting {
  readonly startCall: StartCall;
  /** Describes what may be packed in messages and in the details of errors. */
  readonly registry: Registry;
  /** How often the client of a stream hears that it is alive. */
  readonly heartbeatMs: number;
}

/** A request that a route was found for. */
export interface RoutedRequest {
  readonly exchange: Exchange;
  readonly route: RestRoute;
  readonly method: Method;
  /** The values of the path's captures. */
  readonly values: readonly string[];
}

/** Serves one request: makes the call of it, and the answer of what the upstream says. */
export function serveRest({ startCall, registry, heartbeatMs }: RestSetting, request: RoutedRequest): void {
  const { exchange, route, method, values } = request;
  const refused = refuse(exchange, route, method);
  if (refused !== undefined) {
    answerError(exchange, refused.error, registry, refused);
    return;
  }

  const { headers } = exchange;
  let answer: RestAnswer;
  let onPassed = (): void => undefined;
  let head: ReturnType<typeof readHead>;
  const call = startCall(exchange, method, {
    onAdmitted({ maxRequestBytes }) {
      const contentType = textField(headers["content-type"]) ?? "";
      try {
        const reader = createRequestReader(route, { values, query: exchange.query, contentType }, registry);
        const flow = {
          exchange,
          route,
          call,
          reader,
          onPassed,
          maxBytes: maxRequestBytes,
          compression: head.compression,
        };
        if (method.clientStreaming) passStream(flow);
        else passWhole(flow);
      } catch (thrown) {
        call.fail(ConnectError.from(thrown));
      }
    },
    onHeader: (metadata) => answer.header(metadata),
    onMessage(bytes) {
      try {
        answer.message(bytes);
      } catch (thrown) {
        call.failInternally(thrown);
      }
    },
    onEnd: (error, trailers) => answer.end(error, trailers),
    onDrain: () => exchange.resume(),
  });

  const context = { exchange, route, registry, call };
  try {
    head = readHead(exchange);
  } catch (thrown) {
    answer = createUnaryAnswer(context, undefined, undefined);
    call.fail(ConnectError.from(thrown));
    return;
  }
  if (method.serverStreaming) {
    const form = chooseStream(headers.accept) ?? "ndjson";
    const stream = answersRawBody(route)
      ? createRawStreamAnswer(context)
      : createStreamAnswer(context, streamTypes[form], createStreamEncoder(form, textField(headers["last-event-id"])));
    onPassed = () => {
      const timer = setInterval(stream.beat, heartbeatMs);
      exchange.onClose(() => clearInterval(timer));
    };
    answer = stream;
  } else {
    answer = createUnaryAnswer(context, head.answerCompression, isRead(exchange) ? method.cacheFields : undefined);
  }
  call.admit(head.timeoutMs);
}

function isRead({ method }: Exchange): boolean {
  return method === "GET" || method === "HEAD";
}

function readHead({ headers }: Exchange) {
  return {
    timeoutMs: parseRequestTimeout(textField(headers["x-request-timeout"])),
    ...negotiateCompression(
      textField(headers["content-encoding"]),
      textField(headers["accept-encoding"]),
      "accept-encoding",
    ),
  };
}
