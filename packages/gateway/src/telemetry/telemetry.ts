import { randomUUID } from "node:crypto";
import type { Meter } from "@opentelemetry/api";
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
import { createRecordingTraces, type Enter, passOnTraces } from "./trace.ts";

/** Spans, metrics and the W3C trace context, without anything global. */
export interface Telemetry {
  /** Undefined where nobody would read what is measured. */
  readonly meter: Meter | undefined;
  /** Begins the trace of a call. */
  readonly enter: Enter;
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
  const resource = resourceFromAttributes({
    "service.name": serviceName,
    "service.version": version,
    // What several processes of one service count must not be taken for one.
    "service.instance.id": randomUUID(),
  });
  const processors = [...spanProcessors];
  if (endpoint !== undefined) {
    processors.push(new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: endpoint }) }));
  }
  const traces = new TracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: processors,
  });
  const metrics =
    endpoint === undefined
      ? undefined
      : new MeterProvider({
          resource,
          readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url: endpoint }) })],
        });

  return {
    meter: metrics?.getMeter("gateway", version),
    enter: processors.length > 0 ? createRecordingTraces(traces.getTracer("gateway", version)) : passOnTraces,
    async shutdown() {
      const done = Promise.allSettled([traces.shutdown(), metrics?.shutdown()]);
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, flushTimeoutMs).unref())]);
    },
  };
}
