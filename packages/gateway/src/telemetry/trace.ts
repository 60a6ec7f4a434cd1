import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { parseTraceParent } from "@opentelemetry/core";
import type { Fields } from "../upstream/connection.ts";

/** One call in a W3C trace: the part between the client and the gateway, and the one between the gateway and the upstream. */
export interface CallTrace {
  readonly traceId: string;
  /** Of the part between the client and the gateway. */
  readonly spanId: string;
  /** Begins the call to the upstream; returns the header fields that tell it of the trace. */
  leave(): Fields;
  /** Ends the call to the upstream, where one was begun. `address` is that of the peer, where one was chosen. */
  left(ok: boolean, address: string | undefined): void;
  /** Ends the call. `fault` tells that the gateway or the upstream is to blame. */
  end(attributes: Attributes, fault: boolean): void;
}

/** Begins the trace of a call, or goes on with the one that the headers name. */
export type Enter = (name: string, attributes: Attributes, headers: IncomingHttpHeaders) => CallTrace;

/** Traces whose spans are recorded. */
export function createRecordingTraces(tracer: Tracer): Enter {
  return (name, attributes, headers) => {
    const parent = parentOf(headers);
    const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
    const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, context);
    const { traceId, spanId } = span.spanContext();
    let outgoing: Span | undefined;
    return {
      traceId,
      spanId,
      leave() {
        outgoing = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, trace.setSpan(ROOT_CONTEXT, span));
        const { spanId: outgoingId, traceFlags } = outgoing.spanContext();
        return traceFields(traceId, outgoingId, traceFlags, headers);
      },
      left(ok, address) {
        if (address !== undefined) outgoing?.setAttribute("server.address", address);
        if (!ok) outgoing?.setStatus({ code: SpanStatusCode.ERROR });
        outgoing?.end();
      },
      end(results, fault) {
        span.setAttributes(results);
        if (fault) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  };
}

/** Traces that nobody records: their ids are made and passed on all the same, so that logs can be tied together. */
export const passOnTraces: Enter = (_name, _attributes, headers) => new PassedOnTrace(headers);

/** A class, for there is one with each call, and getters are cheap on a prototype alone. */
class PassedOnTrace implements CallTrace {
  readonly #headers: IncomingHttpHeaders;
  readonly #parent: SpanContext | undefined;
  #traceId: string | undefined;
  #spanId: string | undefined;

  constructor(headers: IncomingHttpHeaders) {
    this.#headers = headers;
    this.#parent = parentOf(headers);
    this.#traceId = this.#parent?.traceId;
  }

  get traceId(): string {
    this.#traceId ??= randomHex(16);
    return this.#traceId;
  }

  get spanId(): string {
    this.#spanId ??= randomHex(8);
    return this.#spanId;
  }

  leave(): Fields {
    return traceFields(this.traceId, randomHex(8), this.#parent?.traceFlags ?? 1, this.#headers);
  }

  left(): void {}

  end(): void {}
}

function parentOf({ traceparent }: IncomingHttpHeaders): SpanContext | undefined {
  if (typeof traceparent !== "string") return undefined;
  const parent = parseTraceParent(traceparent);
  return parent === null ? undefined : { ...parent, isRemote: true };
}

function traceFields(traceId: string, spanId: string, flags: number, headers: IncomingHttpHeaders): Fields {
  const own = ["traceparent", `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, "0")}`];
  const { tracestate, traceparent } = headers;
  // Without its parent the state of a trace says nothing.
  if (typeof tracestate === "string" && traceparent !== undefined) own.push("tracestate", tracestate);
  return own;
}

/** Random bytes, and their hexadecimal digits, are cheap only by the pool. */
const poolBytes = 4096;
let pool = "";
let used = 0;

function randomHex(bytes: number): string {
  if (used + bytes * 2 > pool.length) {
    pool = randomBytes(poolBytes).toString("hex");
    used = 0;
  }
  const start = used;
  used += bytes * 2;
  return pool.slice(start, used);
}
