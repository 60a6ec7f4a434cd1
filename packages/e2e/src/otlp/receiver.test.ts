import { createGrpcTransport } from "@connectrpc/connect-node";
import { expect, test } from "vitest";
import { startOtlpReceiver } from "./receiver.ts";
import { exportSpans } from "./schema.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";

test("a span sent over gRPC is kept with its service, kind and parent", async () => {
  await using receiver = await startOtlpReceiver("127.0.0.1");
  const transport = createGrpcTransport({ baseUrl: `http://127.0.0.1:${receiver.port}` });
  const request: Record<string, unknown> = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "edge" } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: Buffer.from(traceId, "hex"),
                spanId: Buffer.from("b7ad6b7169203331", "hex"),
                parentSpanId: Buffer.from("00f067aa0ba902b7", "hex"),
                name: "call",
                kind: 3,
              },
            ],
          },
        ],
      },
    ],
  };
  await transport.unary(exportSpans, undefined, undefined, undefined, request);
  expect(await receiver.spansWhen(traceId, "one span", (spans) => spans.length === 1)).toEqual([
    {
      service: "edge",
      name: "call",
      kind: "client",
      traceId,
      spanId: "b7ad6b7169203331",
      parentSpanId: "00f067aa0ba902b7",
    },
  ]);
});
