import type { DescMethod } from "@bufbuild/protobuf";
import { Code, createContextValues } from "@connectrpc/connect";
import { SpanStatusCode } from "@opentelemetry/api";
import type { HttpHandler, HttpRequest, HttpResponse } from "../http/handler.ts";
import { type Log, traceFields } from "../telemetry/log.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { blameRequest } from "./blame.ts";
import { type CallRecord, callRecord } from "./call-record.ts";
import { withoutFarDeadline } from "./deadline.ts";
import { receivedWithin } from "./input.ts";

/** Wraps the handler of a method with its bounds, its log line, its span and its metrics. */
export type Observe = (method: DescMethod, handler: HttpHandler) => HttpHandler;

export interface ObserveOptions {
  readonly telemetry: Telemetry;
  readonly log: Log;
  readonly maxRequestBytes: number;
  readonly maxConcurrentRequests: number;
  /** How long a request that is no stream may take to arrive. */
  readonly requestTimeoutMs: number;
}

export function createObserve(options: ObserveOptions): Observe {
  const { telemetry, log, maxRequestBytes, maxConcurrentRequests, requestTimeoutMs } = options;
  let running = 0;
  const duration = telemetry.meter.createHistogram("rpc.server.call.duration", {
    unit: "s",
    description: "How long calls take, by method and code",
  });
  const calls = telemetry.meter.createCounter("rpc.server.calls", {
    description: "Calls answered, by method and code",
  });
  const active = telemetry.meter.createUpDownCounter("rpc.server.active_calls", { description: "Calls that run" });

  return (method, handler) => {
    const attributes = { "rpc.service": method.parent.typeName, "rpc.method": method.name };
    const name = `${method.parent.typeName}/${method.name}`;
    const isStream = method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming";

    return async (request) => {
      const begin = performance.now();
      const record: CallRecord = {
        span: telemetry.enter(name, request.header, { "rpc.system": "grpc", ...attributes }),
        admitted: running < maxConcurrentRequests,
        reached: false,
      };
      running++;
      active.add(1, attributes);
      // The signal ends with the exchange, whichever way that went.
      request.signal.addEventListener("abort", () => {
        running--;
        active.add(-1, attributes);
        const code = codeName(record.code ?? Code.Canceled);
        const seconds = (performance.now() - begin) / 1e3;
        const labels = { ...attributes, "rpc.response.status_code": code };
        duration.record(seconds, labels);
        calls.add(1, labels);
        record.span.setAttribute("rpc.response.status_code", code);
        if (isFault(record.code)) record.span.setStatus({ code: SpanStatusCode.ERROR });
        record.span.end();
        log[code === "OK" ? "debug" : "info"](
          {
            ...traceFields(record.span.spanContext()),
            method: `/${name}`,
            code,
            duration_ms: Math.round(seconds * 1e6) / 1e3,
          },
          "request",
        );
      });
      const response = await handler(prepare(request, record, isStream ? undefined : requestTimeoutMs));
      return settle(record, response, maxRequestBytes);
    };
  };
}

function prepare(request: HttpRequest, record: CallRecord, timeoutMs: number | undefined): HttpRequest {
  const body = request.body as AsyncIterable<Uint8Array>;
  return {
    ...request,
    header: withoutFarDeadline(request.header),
    body: timeoutMs === undefined ? body : receivedWithin(body, timeoutMs),
    contextValues: createContextValues().set(callRecord, record),
  };
}

async function settle(record: CallRecord, response: HttpResponse, maxRequestBytes: number): Promise<HttpResponse> {
  if (record.reached || record.code !== undefined || response.status === 200) return response;
  const blamed = await blameRequest(response, maxRequestBytes);
  record.code = blamed.code;
  return blamed.response;
}

function codeName(code: Code | "ok"): string {
  return code === "ok" ? "OK" : Code[code];
}

/** Whether the server is to blame, as OpenTelemetry's conventions for gRPC have it. */
function isFault(code: Code | "ok" | undefined): boolean {
  switch (code) {
    case Code.Unknown:
    case Code.DeadlineExceeded:
    case Code.Unimplemented:
    case Code.Internal:
    case Code.Unavailable:
    case Code.DataLoss:
      return true;
    default:
      return false;
  }
}
