import type { IncomingHttpHeaders } from "node:http";
import { Code } from "@connectrpc/connect";
import type { Attributes, Meter } from "@opentelemetry/api";
import type { Log } from "../telemetry/log.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { CallTrace } from "../telemetry/trace.ts";
import type { Method } from "./method.ts";

/** How a call ended. */
export type CallCode = Code | "ok";

/** A call that is watched. */
export interface Observation {
  readonly trace: CallTrace;
  /** Writes its log line, ends its span and counts it. */
  end(code: CallCode): void;
}

/** Begins to watch a call. */
export type Observe = (method: Method, headers: IncomingHttpHeaders) => Observation;

export function createObserve({ telemetry, log }: { readonly telemetry: Telemetry; readonly log: Log }): Observe {
  const measure = telemetry.meter === undefined ? undefined : createMeasure(telemetry.meter);
  const attributesOf = new WeakMap<Method, Attributes>();

  return (method, headers) => {
    let attributes = attributesOf.get(method);
    if (attributes === undefined) {
      attributes = { "rpc.system": "grpc", "rpc.service": method.service, "rpc.method": method.desc.name };
      attributesOf.set(method, attributes);
    }
    const trace = telemetry.enter(method.name, attributes, headers);
    return new CallObservation(method.path, trace, measure?.(attributes), log);
  };
}

/** A class, for there is one with each call. */
class CallObservation implements Observation {
  readonly trace: CallTrace;
  readonly #path: string;
  readonly #measured: CountOut | undefined;
  readonly #log: Log;
  readonly #begin = performance.now();

  constructor(path: string, trace: CallTrace, measured: CountOut | undefined, log: Log) {
    this.trace = trace;
    this.#path = path;
    this.#measured = measured;
    this.#log = log;
  }

  end(code: CallCode): void {
    const name = codeName(code);
    const level = code === "ok" ? "debug" : "info";
    const ms = performance.now() - this.#begin;
    this.#measured?.(name, ms / 1e3);
    this.trace.end({ "rpc.response.status_code": name }, isFault(code));
    if (!this.#log.isLevelEnabled(level)) return;
    const { traceId: trace_id, spanId: span_id } = this.trace;
    this.#log[level](
      { trace_id, span_id, method: this.#path, code: name, duration_ms: Math.round(ms * 1e3) / 1e3 },
      "request",
    );
  }
}

/** Counts a call out. */
type CountOut = (code: string, seconds: number) => void;

/** Makes a function that counts a call in, and returns one that counts it out. */
function createMeasure(meter: Meter): (attributes: Attributes) => CountOut {
  const duration = meter.createHistogram("rpc.server.call.duration", {
    unit: "s",
    description: "How long calls take, by method and code",
  });
  const calls = meter.createCounter("rpc.server.calls", { description: "Calls answered, by method and code" });
  const active = meter.createUpDownCounter("rpc.server.active_calls", { description: "Calls that run" });
  return (attributes) => {
    active.add(1, attributes);
    return (code, seconds) => {
      const labels = { ...attributes, "rpc.response.status_code": code };
      active.add(-1, attributes);
      duration.record(seconds, labels);
      calls.add(1, labels);
    };
  };
}

function codeName(code: CallCode): string {
  return code === "ok" ? "OK" : Code[code];
}

/** Whether the server is to blame, as OpenTelemetry's conventions for gRPC have it. */
function isFault(code: CallCode): boolean {
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
