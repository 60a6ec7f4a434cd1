import { createServer, type Http2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { type DescMethodUnary, type JsonValue, toJson } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { until } from "../until.ts";
import { exportMetrics, exportSpans } from "./schema.ts";

/** A span as a component has exported it; ids in lower-case hexadecimal. */
export interface ReceivedSpan {
  /** `service.name` of the process that made it. */
  readonly service: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client" | "producer" | "consumer" | "unspecified";
  readonly traceId: string;
  readonly spanId: string;
  /** Empty where it has no parent. */
  readonly parentSpanId: string;
}

/** Receives OTLP over gRPC and keeps the spans. */
export interface OtlpReceiver extends AsyncDisposable {
  readonly port: number;
  /** The spans of a trace so far. */
  spans(traceId: string): ReceivedSpan[];
  /** Waits until the spans of a trace satisfy `enough`, and returns them. */
  spansWhen(traceId: string, what: string, enough: (spans: ReceivedSpan[]) => boolean): Promise<ReceivedSpan[]>;
}

/** Listens on a free port of `host`. */
export async function startOtlpReceiver(host: string): Promise<OtlpReceiver> {
  const received: ReceivedSpan[] = [];
  const routes = (router: ConnectRouter) => {
    accept(router, exportSpans, (request) => received.push(...spansOf(request)));
    accept(router, exportMetrics, () => undefined);
  };
  const sessions = new Set<Http2Session>();
  const server = createServer(connectNodeAdapter({ routes }));
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const spans = (traceId: string) => received.filter((span) => span.traceId === traceId);
  return {
    port: (server.address() as AddressInfo).port,
    spans,
    spansWhen: (traceId, what, enough) =>
      until(`${what} in trace ${traceId}`, () => {
        const found = spans(traceId);
        return enough(found) && found;
      }).catch((cause: Error) => {
        throw new Error(`${cause.message}; there are ${JSON.stringify(spans(traceId), null, 1)}`, { cause });
      }),
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers every export to a service with an empty response. */
function accept(router: ConnectRouter, method: DescMethodUnary, take: (request: JsonValue) => void): void {
  router.rpc(method, (request) => {
    take(toJson(method.input, request));
    return {};
  });
}

/** ExportTraceServiceRequest in JSON, where bytes are base64 and what is empty is left out. */
interface ExportedSpans {
  resourceSpans?: {
    resource?: { attributes?: { key?: string; value?: { stringValue?: string } }[] };
    scopeSpans?: {
      spans?: { traceId?: string; spanId?: string; parentSpanId?: string; name?: string; kind?: number }[];
    }[];
  }[];
}

const kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;

function spansOf(request: JsonValue): ReceivedSpan[] {
  const { resourceSpans = [] } = request as ExportedSpans;
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const service = resource?.attributes?.find(({ key }) => key === "service.name")?.value?.stringValue ?? "";
    return scopeSpans
      .flatMap(({ spans = [] }) => spans)
      .map((span) => ({
        service,
        name: span.name ?? "",
        kind: kinds[span.kind ?? 0] ?? "unspecified",
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId),
      }));
  });
}

function hex(base64 = ""): string {
  return Buffer.from(base64, "base64").toString("hex");
}
