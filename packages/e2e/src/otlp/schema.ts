import { create, createFileRegistry, type DescMethod, type DescMethodUnary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema, FieldDescriptorProto_Type as Type } from "@bufbuild/protobuf/wkt";
import { fileOf } from "../proto/table.ts";

const own = "otlp";

/** With the numbers of opentelemetry-proto 1.x: `trace.proto`, `common.proto`, `resource.proto`, the collector's services. */
const messages = fileOf(own, {
  AnyValue: [["string_value", 1, Type.STRING]],
  KeyValue: [
    ["key", 1, Type.STRING],
    ["value", 2, `${own}.AnyValue`],
  ],
  Resource: [["attributes", 1, `${own}.KeyValue`, "repeated"]],
  Span: [
    ["trace_id", 1, Type.BYTES],
    ["span_id", 2, Type.BYTES],
    ["parent_span_id", 4, Type.BYTES],
    ["name", 5, Type.STRING],
    ["kind", 6, Type.INT32],
  ],
  ScopeSpans: [["spans", 2, `${own}.Span`, "repeated"]],
  ResourceSpans: [
    ["resource", 1, `${own}.Resource`],
    ["scope_spans", 2, `${own}.ScopeSpans`, "repeated"],
  ],
  ExportTraceServiceRequest: [["resource_spans", 1, `${own}.ResourceSpans`, "repeated"]],
  ExportMetricsServiceRequest: [],
  ExportResponse: [],
});

const traces = "opentelemetry.proto.collector.trace.v1";
const metrics = "opentelemetry.proto.collector.metrics.v1";

const registry = createFileRegistry(
  create(FileDescriptorSetSchema, {
    file: [
      messages,
      collector(traces, "TraceService", "ExportTraceServiceRequest"),
      collector(metrics, "MetricsService", "ExportMetricsServiceRequest"),
    ],
  }),
);

function collector(name: string, service: string, input: string) {
  return {
    name: `${name}.proto`,
    package: name,
    syntax: "proto3",
    dependency: [messages.name ?? ""],
    service: [
      {
        name: service,
        method: [{ name: "Export", inputType: `.${own}.${input}`, outputType: `.${own}.ExportResponse` }],
      },
    ],
  };
}

function exportOf(service: string): DescMethodUnary {
  const method = registry.getService(service)?.method.export;
  if (method === undefined || !isUnary(method)) throw new Error(`${service} is not in the schema above`);
  return method;
}

function isUnary(method: DescMethod): method is DescMethodUnary {
  return method.methodKind === "unary";
}

/** How spans are sent. */
export const exportSpans = exportOf(`${traces}.TraceService`);
/** How metrics are sent. */
export const exportMetrics = exportOf(`${metrics}.MetricsService`);
