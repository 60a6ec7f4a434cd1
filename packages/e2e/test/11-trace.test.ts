import { randomBytes } from "node:crypto";
import { ValuationService } from "@workspace/proto/risk/v1/valuation_service_pb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf } from "../src/clients.ts";
import { driver } from "../src/driver.ts";
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from "../src/otlp/receiver.ts";
import type { Stack } from "../src/stack.ts";
import { until } from "../src/until.ts";
import { oneCall } from "./support/portfolios.ts";
import { blocks, createPortfolio, succeeded, watch } from "./support/valuations.ts";

const hops = ["gateway", "risk", "pricer"];

let receiver: OtlpReceiver;
let stack: Stack;
beforeAll(async () => {
  receiver = await startOtlpReceiver(driver.testListenHost);
  const exporting = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${driver.testHost}:${receiver.port}`,
    LOG_LEVEL: "debug",
  };
  stack = await driver.start({ env: Object.fromEntries(hops.map((hop) => [hop, exporting])) });
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

/** The services on the way from a span up to the span that the caller named, the span's own first. */
function wayUp(span: ReceivedSpan, byId: ReadonlyMap<string, ReceivedSpan>, callersSpanId: string): string[] {
  if (span.parentSpanId === callersSpanId) return [span.service];
  const parent = byId.get(span.parentSpanId);
  return parent === undefined ? [span.service, "?"] : [span.service, ...wayUp(parent, byId, callersSpanId)];
}

const withoutRepeats = (names: string[]) => names.filter((name, i) => name !== names[i - 1]);

test("one trace leads from the client through gateway and risk to pricer, and their logs carry its id", async () => {
  const parent = await createPortfolio(stack, oneCall());
  const [traceId, spanId] = [randomBytes(16).toString("hex"), randomBytes(8).toString("hex")];
  const { valuation } = await clientOf(stack, ValuationService).createValuation(
    { parent, valuation: { spec: blocks(64) } },
    { headers: { traceparent: `00-${traceId}-${spanId}-01` } },
  );
  succeeded((await watch(stack, valuation?.name ?? "")).last);

  const isWhole = (spans: ReceivedSpan[]) => {
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    return (
      hops.every((hop) => spans.some(({ service }) => service === hop)) &&
      spans.every((span) => !wayUp(span, byId, spanId).includes("?"))
    );
  };
  const spans = await receiver.spansWhen(traceId, "a span of each component, and the parent of each span", isWhole);

  const byId = new Map(spans.map((span) => [span.spanId, span]));
  for (const [depth, hop] of hops.entries()) {
    const expected = hops.slice(0, depth + 1).reverse();
    for (const span of spans.filter(({ service }) => service === hop)) {
      expect(withoutRepeats(wayUp(span, byId, spanId)), `the way up from ${span.name}`).toEqual(expected);
    }
  }
  const entered = spans.filter(({ parentSpanId }) => parentSpanId === spanId);
  expect(entered.map(({ service, kind }) => `${service} ${kind}`)).toEqual(["gateway server"]);

  for (const hop of hops) {
    await until(`a log line of ${hop} with the trace's id`, async () => {
      const logs = await Promise.all(stack.replicas(hop).map((replica) => replica.logs()));
      return logs.flat().some(({ trace_id }) => trace_id === traceId);
    });
  }
});
