import type { DescService } from "@bufbuild/protobuf";
import { type Client, createClient, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import type { Stack } from "./stack.ts";

/** Where clients reach a stack. */
export type Edge = Pick<Stack, "gateway">;

/** What a client speaks to the gateway. */
export type Protocol = "connect" | "connect-json" | "grpc";

/** A transport to the stack's gateway as it is reached now. */
export function transportTo(edge: Edge, protocol: Protocol = "connect"): Transport {
  const baseUrl = edge.gateway;
  if (protocol === "grpc") return createGrpcTransport({ baseUrl });
  return createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: protocol === "connect" });
}

/** A client of a service behind the gateway. */
export function clientOf<S extends DescService>(edge: Edge, service: S, protocol?: Protocol): Client<S> {
  return createClient(service, transportTo(edge, protocol));
}
