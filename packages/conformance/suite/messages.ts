import { type DescMessage, fromBinary, type Message, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { type GenMessage, messageDesc } from "@bufbuild/protobuf/codegenv2";
import { readDescriptorSet } from "../src/descriptors.ts";
import { descriptorSetBytes } from "./tools.ts";

const serverCompat = "connectrpc/conformance/v1/server_compat.proto";

/** Describes the service that the suite calls, and the messages by which the suite speaks to the wrapper. */
export const conformanceRegistry = readDescriptorSet(descriptorSetBytes());

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

/** A message behind its length, as the suite's programs write it: 4 bytes, big endian. */
export function delimited<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): Uint8Array {
  const bytes = toBinary(schema, message);
  const framed = new Uint8Array(4 + bytes.length);
  new DataView(framed.buffer).setUint32(0, bytes.length);
  framed.set(bytes, 4);
  return framed;
}

/** Reads the first message of a stream. Throws where the stream ends before it does. */
export async function readDelimited<Desc extends DescMessage>(
  schema: Desc,
  input: AsyncIterable<Uint8Array>,
): Promise<MessageShape<Desc>> {
  let read = Buffer.alloc(0);
  for await (const chunk of input) {
    read = Buffer.concat([read, chunk]);
    if (read.length < 4) continue;
    const end = 4 + read.readUInt32BE(0);
    if (read.length >= end) return fromBinary(schema, read.subarray(4, end));
  }
  throw new Error(`the stream ended after ${read.length} bytes, before a whole ${schema.typeName}`);
}
