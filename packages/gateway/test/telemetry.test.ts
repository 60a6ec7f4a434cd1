import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { Code } from "@connectrpc/connect";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createExportWarning } from "../src/telemetry/export-warning.ts";
import { createLog } from "../src/telemetry/log.ts";
import { createTelemetry } from "../src/telemetry/telemetry.ts";
import { clientOf, protocols, startGateway, type TestGateway } from "./support/gateway.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const callerId = "b7ad6b7169203331";
const headers = { traceparent: `00-${traceId}-${callerId}-01`, tracestate: "vendor=1" };

let upstream: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startUpstream({
    impl: {
      client: () => {
        throw new Error("a bug");
      },
    },
  });
  gateway = await startGateway([upstream]);
});
beforeEach(() => gateway.spans.reset());
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

/** The spans of one call; the server's ends with the exchange, a moment after the client has its answer. */
async function spans() {
  await vi.waitUntil(() => gateway.spans.getFinishedSpans().length >= 2);
  const all = gateway.spans.getFinishedSpans();
  expect(all).toHaveLength(2);
  const of = (kind: SpanKind) => all.find((span) => span.kind === kind) ?? expect.unreachable(`no span of ${kind}`);
  return { server: of(SpanKind.SERVER), client: of(SpanKind.CLIENT) };
}

test.each(protocols)(
  "over %s a call has a span inside its caller's, and the upstream's is inside it",
  async (protocol) => {
    await clientOf(gateway, protocol).unary({}, { headers });
    const { server, client } = await spans();
    expect(server.name).toBe("echo.v1.EchoService/Unary");
    expect(server.spanContext().traceId).toBe(traceId);
    expect(server.parentSpanContext?.spanId).toBe(callerId);
    expect(client.parentSpanContext?.spanId).toBe(server.spanContext().spanId);
    const passed = upstream.calls.at(-1)?.requestHeader;
    expect(passed?.get("traceparent")).toBe(`00-${traceId}-${client.spanContext().spanId}-01`);
    expect(passed?.get("tracestate")).toBe("vendor=1");
    expect(server.attributes).toMatchObject({ "rpc.method": "Unary", "rpc.response.status_code": "OK" });
    expect(client.attributes["server.address"]).toBe(upstream.address);
  },
);

test("a call without a trace begins one", async () => {
  await clientOf(gateway).unary({});
  const { server, client } = await spans();
  expect(server.parentSpanContext).toBeUndefined();
  expect(client.spanContext().traceId).toBe(server.spanContext().traceId);
});

test("who does not sample is heeded", async () => {
  await clientOf(gateway).unary({}, { headers: { traceparent: `00-${traceId}-${callerId}-00` } });
  expect(upstream.calls.at(-1)?.requestHeader.get("traceparent")).toMatch(
    new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`),
  );
});

test("each call has a log line with its trace", async () => {
  await clientOf(gateway, "connect json 1.1").unary({}, { headers });
  const { server } = await spans();
  const line = gateway.log.findLast(({ msg }) => msg === "request");
  expect(line).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/),
    level: "debug",
    component: "gateway",
    msg: "request",
    method: "/echo.v1.EchoService/Unary",
    code: "OK",
    duration_ms: expect.any(Number),
    trace_id: traceId,
    span_id: server.spanContext().spanId,
  });
});

test("a call that fails is logged at info, and marks the span where the server is to blame", async () => {
  await expect(clientOf(gateway).client((async function* () {})(), { headers })).rejects.toMatchObject({
    code: Code.Internal,
  });
  const { server } = await spans();
  expect(server.status.code).toBe(SpanStatusCode.ERROR);
  expect(gateway.log.findLast(({ msg }) => msg === "request")).toMatchObject({ level: "info", code: "Internal" });
});

test("traces and metrics go to the one endpoint, over gRPC", async () => {
  const received = new Map<string, { contentType: unknown; body: Buffer }>();
  const receiver = http2.createServer().on("stream", (stream, requestHeaders) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const path = String(requestHeaders[":path"]);
      received.set(path, { contentType: requestHeaders["content-type"], body: Buffer.concat(chunks) });
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(Buffer.alloc(5));
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  const telemetry = createTelemetry({ serviceName: "edge", endpoint: `http://127.0.0.1:${port}` });
  await using exporting = await startGateway([upstream], { telemetry });
  await clientOf(exporting).unary({}, { headers });
  await vi.waitUntil(() => exporting.log.some(({ msg }) => msg === "request"));
  await telemetry.shutdown();
  receiver.close();

  const traces = received.get("/opentelemetry.proto.collector.trace.v1.TraceService/Export");
  const metrics = received.get("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export");
  expect(traces?.contentType).toBe("application/grpc");
  for (const text of ["edge", "echo.v1.EchoService/Unary"]) expect(traces?.body.includes(text)).toBe(true);
  expect(traces?.body.includes(Buffer.from(traceId, "hex"))).toBe(true);
  for (const text of ["edge", "rpc.server.call.duration"]) expect(metrics?.body.includes(text)).toBe(true);
});

test("an endpoint that is gone delays no call and no end", async () => {
  const telemetry = createTelemetry({ serviceName: "edge", endpoint: "http://127.0.0.1:1" });
  await using exporting = await startGateway([upstream], { telemetry });
  expect((await clientOf(exporting).unary({ text: "x" })).text).toBe("x");
  await telemetry.shutdown();
});

test("failing exports are mentioned once a minute", () => {
  const lines: Record<string, unknown>[] = [];
  let now = 0;
  const warn = createExportWarning(
    createLog("gateway", "info", { write: (line) => lines.push(JSON.parse(line)) }),
    () => now,
  );
  warn(new Error("refused"));
  warn(new Error("refused"));
  now = 60_000;
  warn("gone");
  expect(lines.map(({ level, error }) => [level, error])).toEqual([
    ["warn", "refused"],
    ["warn", "gone"],
  ]);
});
