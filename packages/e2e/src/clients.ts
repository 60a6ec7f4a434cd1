import type { DescService } from "@bufbuild/protobuf";
import { type Client, createClient, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import type { Stack } from "./stack.ts";

/** What a client speaks to the gateway. */
export type Protocol = "connect" | "connect-json" | "grpc";

/** A transport to the stack's gateway as it is reached now. */
export function transportTo(stack: Stack, protocol: Protocol = "connect"): Transport {
  const baseUrl = stack.gateway;
  if (protocol === "grpc") return createGrpcTransport({ baseUrl });
  return createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: protocol === "connect" });
}

/** A client of a service behind the gateway. */
export function clientOf<S extends DescService>(stack: Stack, service: S, protocol?: Protocol): Client<S> {
  return createClient(service, transportTo(stack, protocol));
}
