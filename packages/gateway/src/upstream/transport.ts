import type { Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import type { OpenedStream } from "./endpoint.ts";
import type { Upstream } from "./upstream.ts";

/** Stands for "whatever address is next": the transport wants one origin, the address is chosen by call. */
export const virtualOrigin = "http://upstream";

/** One call on its way. */
export interface Call {
  readonly transport: Transport;
  /** Set once the call was sent. */
  readonly opened: OpenedStream | undefined;
}

/**
 * A gRPC transport for a single call, so that the address and the connection that the call took are known when it fails.
 * Answers are asked for uncompressed: between two machines of one network that costs more than it saves.
 */
export function createCall(upstream: Upstream, signal: AbortSignal, maxResponseBytes: number): Call {
  let opened: OpenedStream | undefined;
  const transport = createGrpcTransport({
    baseUrl: virtualOrigin,
    acceptCompression: [],
    readMaxBytes: maxResponseBytes,
    sessionManager: {
      authority: virtualOrigin,
      async request(method, path, headers) {
        opened = await upstream.open({ ...headers, ":method": method, ":path": path }, signal);
        return opened.stream;
      },
      notifyResponseByteRead: () => undefined,
    },
  });
  return {
    transport,
    get opened() {
      return opened;
    },
  };
}
