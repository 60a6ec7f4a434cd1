import { createClient, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { readDescriptorSet } from "../../src/descriptors.ts";
import { createGateway, type Gateway, type GatewayOptions } from "../../src/gateway.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { createTelemetry } from "../../src/telemetry/telemetry.ts";
import { echoDescriptorSet, echoService } from "./echo.ts";
import type { FakeUpstream } from "./upstream.ts";

/** A gateway that listens, with what it logs and the spans it makes. */
export interface TestGateway extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly address: string;
  readonly port: number;
  readonly url: string;
  readonly log: readonly Record<string, unknown>[];
  readonly spans: InMemorySpanExporter;
}

/** Starts a gateway in front of upstreams, which may also be given as addresses, and waits until it is ready. */
export async function startGateway(
  upstreams: readonly (FakeUpstream | string)[],
  options: Partial<GatewayOptions> & { awaitReady?: boolean } = {},
): Promise<TestGateway> {
  const log: Record<string, unknown>[] = [];
  const spans = new InMemorySpanExporter();
  const gateway = createGateway({
    registry: readDescriptorSet(echoDescriptorSet),
    routes: [
      {
        upstream: "echo",
        packages: ["echo.v1"],
        address: upstreams.map((one) => (typeof one === "string" ? one : one.address)).join(","),
      },
    ],
    log: createLog("gateway", "debug", { write: (line) => log.push(JSON.parse(line)) }),
    telemetry: createTelemetry({
      serviceName: "gateway",
      spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
    }),
    ...options,
  });
  const address = await gateway.listen({ host: "127.0.0.1", port: 0 });
  if (options.awaitReady ?? true) await until(gateway, () => gateway.readiness.ready);
  return {
    gateway,
    address,
    port: Number(address.split(":")[1]),
    url: `http://${address}`,
    log,
    spans,
    async [Symbol.asyncDispose]() {
      gateway.close();
    },
  };
}

/** Resolves when the condition holds; looks at it after each change of readiness. */
export async function until(gateway: Gateway, condition: () => boolean): Promise<void> {
  if (condition()) return;
  await new Promise<void>((resolve) => {
    const forget = gateway.readiness.onChange(() => {
      if (!condition()) return;
      forget();
      resolve();
    });
  });
}

/** Every way in that a client has. */
export const protocols = [
  "connect json 1.1",
  "connect binary 1.1",
  "connect json 2",
  "connect binary 2",
  "grpc-web json 1.1",
  "grpc-web binary 2",
  "grpc binary 2",
  "grpc json 2",
] as const;

/** A transport to the gateway over one of them. */
export function transportTo(url: string, protocol: (typeof protocols)[number]): Transport {
  const [name, format, version] = protocol.split(" ");
  const make = { connect: createConnectTransport, "grpc-web": createGrpcWebTransport, grpc: createGrpcTransport }[
    name ?? ""
  ];
  if (make === undefined) throw new Error(`unknown protocol ${protocol}`);
  return make({ baseUrl: url, httpVersion: version === "2" ? "2" : "1.1", useBinaryFormat: format === "binary" });
}

/** A client of the echo service behind the gateway. */
export function clientOf({ url }: Pick<TestGateway, "url">, protocol: (typeof protocols)[number] = "grpc binary 2") {
  return createClient(echoService, transportTo(url, protocol));
}
