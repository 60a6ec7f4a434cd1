import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { HealthCheckRequestSchema, healthService, servingStatus } from "../health/descriptor.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Health } from "./health-check.ts";

const probeTimeoutMs = 2_000;
/** The transport wants an origin, though the endpoint has the address. */
const virtualOrigin = "http://upstream";

/** Asks an address for its health, connecting where there is no connection yet. Never rejects. */
export async function probe(endpoint: Endpoint): Promise<Health> {
  let reached = false;
  const transport = createGrpcTransport({
    baseUrl: virtualOrigin,
    sessionManager: {
      authority: virtualOrigin,
      async request(method, path, headers) {
        const { stream } = await endpoint.open({ ...headers, ":method": method, ":path": path });
        reached = true;
        return stream;
      },
      notifyResponseByteRead: () => undefined,
    },
  });
  const request = create(HealthCheckRequestSchema);
  try {
    const { message } = await transport.unary(
      healthService.method.check,
      undefined,
      probeTimeoutMs,
      undefined,
      request,
      undefined,
    );
    return message.status === servingStatus.serving ? "serving" : "not serving";
  } catch (error) {
    // An older peer that has no health service answers all the same.
    if (ConnectError.from(error).code === Code.Unimplemented) return "serving";
    return reached ? "not serving" : "unreachable";
  }
}
