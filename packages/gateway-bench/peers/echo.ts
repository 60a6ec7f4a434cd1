import { readFileSync } from "node:fs";
import { createFileRegistry, fromBinary, type Message } from "@bufbuild/protobuf";
import { type GenMessage, type GenService, messageDesc, serviceDesc } from "@bufbuild/protobuf/codegenv2";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { descriptorSet } from "../build.ts";

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(descriptorSet)));

type EchoRequest = Message<"bench.v1.EchoRequest"> & { text: string };
type EchoResponse = Message<"bench.v1.EchoResponse"> & { text: string };
type CountRequest = Message<"bench.v1.CountRequest"> & { messages: number; size: number };
type CountResponse = Message<"bench.v1.CountResponse"> & { payload: Uint8Array };

export const EchoRequestSchema: GenMessage<EchoRequest> = messageDesc(fileOf("bench/v1/echo.proto"), 0);
export const EchoResponseSchema: GenMessage<EchoResponse> = messageDesc(fileOf("bench/v1/echo.proto"), 1);

/** The service behind every peer. */
export const echoService: GenService<{
  echo: { methodKind: "unary"; input: GenMessage<EchoRequest>; output: GenMessage<EchoResponse> };
  count: { methodKind: "server_streaming"; input: GenMessage<CountRequest>; output: GenMessage<CountResponse> };
}> = serviceDesc(fileOf("bench/v1/echo_service.proto"), 0);

function fileOf(name: string) {
  const file = registry.getFile(name);
  if (file === undefined) throw new Error(`the descriptor set does not hold ${name}`);
  return file;
}
