import { create, createFileRegistry, type DescMethod, type DescMethodUnary } from "@bufbuild/protobuf";
import {
  FileDescriptorSetSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";

/** A field: name, number, type, and how often; a string is the full name of a message. */
type Field = readonly [name: string, number: number, type: Type | string, repeated?: "repeated"];

/**
 * The part of OTLP that a test reads, with the numbers of opentelemetry-proto 1.x (`trace.proto`, `common.proto`,
 * `resource.proto` and the two collector services). What is not here is unknown fields to the decoder and passed over.
 */
const messages: Readonly<Record<string, readonly Field[]>> = {
  AnyValue: [["string_value", 1, Type.STRING]],
  KeyValue: [
    ["key", 1, Type.STRING],
    ["value", 2, "AnyValue"],
  ],
  Resource: [["attributes", 1, "KeyValue", "repeated"]],
  Span: [
    ["trace_id", 1, Type.BYTES],
    ["span_id", 2, Type.BYTES],
    ["parent_span_id", 4, Type.BYTES],
    ["name", 5, Type.STRING],
    ["kind", 6, Type.INT32],
    ["attributes", 9, "KeyValue", "repeated"],
  ],
  ScopeSpans: [["spans", 2, "Span", "repeated"]],
  ResourceSpans: [
    ["resource", 1, "Resource"],
    ["scope_spans", 2, "ScopeSpans", "repeated"],
  ],
  ExportTraceServiceRequest: [["resource_spans", 1, "ResourceSpans", "repeated"]],
  ExportMetricsServiceRequest: [],
  ExportResponse: [],
};

const traces = "opentelemetry.proto.collector.trace.v1";
const metrics = "opentelemetry.proto.collector.metrics.v1";
const own = "otlp";

const registry = createFileRegistry(
  create(FileDescriptorSetSchema, {
    file: [
      {
        name: "otlp.proto",
        package: own,
        syntax: "proto3",
        messageType: Object.entries(messages).map(([name, fields]) => ({
          name,
          field: fields.map(([field, number, type, repeated]) => ({
            name: field,
            jsonName: field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
            number,
            label: repeated ? Label.REPEATED : Label.OPTIONAL,
            ...(typeof type === "string" ? { type: Type.MESSAGE, typeName: `.${own}.${type}` } : { type }),
          })),
        })),
      },
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
    dependency: ["otlp.proto"],
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
