import {
  type Attributes,
  type Context,
  createNoopMeter,
  type Meter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type TextMapPropagator,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { version } from "../version.ts";

/** Spans, metrics and the W3C trace context, without anything global. */
export interface Telemetry {
  readonly meter: Meter;
  /** Starts the span of a request that came in, the child of what its headers name. */
  enter(name: string, headers: Headers, attributes: Attributes): Span;
  /** Starts the span of a call that goes out, and writes its context to the headers. */
  leave(name: string, parent: Span, headers: Headers, attributes: Attributes): Span;
  /** Exports what is left, within a bound, and ends. Never rejects. */
  shutdown(): Promise<void>;
}

/** Where telemetry goes to. */
export interface TelemetryOptions {
  readonly serviceName: string;
  /** The URL of an OTLP receiver over gRPC. Unset: nothing is exported, trace ids are still made and passed on. */
  readonly endpoint?: string | undefined;
  /** Takes spans besides the exporter; for tests. */
  readonly spanProcessors?: readonly SpanProcessor[];
}

const flushTimeoutMs = 3_000;

export function createTelemetry({ serviceName, endpoint, spanProcessors = [] }: TelemetryOptions): Telemetry {
  const resource = resourceFromAttributes({ "service.name": serviceName, "service.version": version });
  const exporting =
    endpoint === undefined ? [] : [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: endpoint }) })];
  const traces = new TracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [...exporting, ...spanProcessors],
  });
  const metrics =
    endpoint === undefined
      ? undefined
      : new MeterProvider({
          resource,
          readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url: endpoint }) })],
        });
  const tracer: Tracer = traces.getTracer("gateway", version);
  const propagator: TextMapPropagator = new W3CTraceContextPropagator();

  return {
    meter: metrics?.getMeter("gateway", version) ?? createNoopMeter(),
    enter(name, headers, attributes) {
      const parent = propagator.extract(ROOT_CONTEXT, headers, {
        get: (carrier: Headers, key) => carrier.get(key) ?? undefined,
        keys: (carrier: Headers) => [...carrier.keys()],
      });
      return tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
    },
    leave(name, parent, headers, attributes) {
      const within: Context = trace.setSpan(ROOT_CONTEXT, parent);
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, within);
      propagator.inject(trace.setSpan(within, span), headers, {
        set: (carrier: Headers, key, value) => carrier.set(key, value),
      });
      return span;
    },
    async shutdown() {
      const done = Promise.allSettled([traces.shutdown(), metrics?.shutdown()]);
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, flushTimeoutMs).unref())]);
    },
  };
}
