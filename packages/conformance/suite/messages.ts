import type { Message } from "@bufbuild/protobuf";
import { type GenMessage, messageDesc } from "@bufbuild/protobuf/codegenv2";
import { readDescriptorSet } from "@workspace/gateway";
import { suiteDescriptorBytes } from "../tools.ts";

const serverCompat = "connectrpc/conformance/v1/server_compat.proto";

/** Describes the service that the suite calls, and the messages by which the suite speaks to the wrapper. */
export const conformanceRegistry = readDescriptorSet(suiteDescriptorBytes());

/** What a server is asked to be. The fields that the wrapper has no use for are left out. */
export type ServerCompatRequest = Message<"connectrpc.conformance.v1.ServerCompatRequest"> & {
  protocol: number;
  httpVersion: number;
  useTls: boolean;
  /** PEM; where not empty, clients must present a certificate that this one vouches for. */
  clientTlsCert: Uint8Array;
  /** In bytes; 0 is no limit. */
  messageReceiveLimit: number;
  serverCreds?: { cert: Uint8Array; key: Uint8Array };
};

/** Where a server is. */
export type ServerCompatResponse = Message<"connectrpc.conformance.v1.ServerCompatResponse"> & {
  host: string;
  port: number;
  /** PEM; empty without TLS. */
  pemCert: Uint8Array;
};

export const ServerCompatRequestSchema: GenMessage<ServerCompatRequest> = messageDesc(fileOf(serverCompat), 0);
export const ServerCompatResponseSchema: GenMessage<ServerCompatResponse> = messageDesc(fileOf(serverCompat), 1);

/** `Protocol` and `HTTPVersion` of config.proto, as far as the wrapper names them. */
export const protocolConnect = 1;
export const protocolGrpc = 2;
export const httpVersion2 = 2;

function fileOf(name: string) {
  const file = conformanceRegistry.getFile(name);
  if (file === undefined) throw new Error(`the descriptor set does not hold ${name}`);
  return file;
}
