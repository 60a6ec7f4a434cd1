import { create, createFileRegistry, type Message, toBinary } from "@bufbuild/protobuf";
import { type GenService, messageDesc, serviceDesc } from "@bufbuild/protobuf/codegenv2";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { fileFromJson } from "../../src/descriptors.ts";

const field = (name: string, number: number, type: string) => ({ name, number, type, label: "LABEL_OPTIONAL" });
const method = (name: string, rest: Record<string, boolean | object> = {}) => ({
  name,
  inputType: ".echo.v1.EchoRequest",
  outputType: ".echo.v1.EchoResponse",
  ...rest,
});

/** A service that exists as a descriptor only: nothing was generated for it. */
export const echoFile = fileFromJson({
  name: "echo/v1/echo.proto",
  package: "echo.v1",
  syntax: "proto3",
  messageType: [
    {
      name: "EchoRequest",
      field: [field("text", 1, "TYPE_STRING"), field("count", 2, "TYPE_INT32"), field("payload", 3, "TYPE_BYTES")],
    },
    {
      name: "EchoResponse",
      field: [field("text", 1, "TYPE_STRING"), field("upstream", 2, "TYPE_STRING"), field("payload", 3, "TYPE_BYTES")],
    },
  ],
  service: [
    {
      name: "EchoService",
      method: [
        method("Unary"),
        method("Read", { options: { idempotencyLevel: "NO_SIDE_EFFECTS" } }),
        method("Server", { serverStreaming: true }),
        method("Client", { clientStreaming: true }),
        method("Bidi", { clientStreaming: true, serverStreaming: true }),
      ],
    },
  ],
});

export type EchoRequest = Message<"echo.v1.EchoRequest"> & { text: string; count: number; payload: Uint8Array };
export type EchoResponse = Message<"echo.v1.EchoResponse"> & { text: string; upstream: string; payload: Uint8Array };

export const EchoRequestSchema = messageDesc<EchoRequest>(echoFile, 0);
export const EchoResponseSchema = messageDesc<EchoResponse>(echoFile, 1);

type Echo<Kind extends "unary" | "server_streaming" | "client_streaming" | "bidi_streaming"> = {
  methodKind: Kind;
  input: typeof EchoRequestSchema;
  output: typeof EchoResponseSchema;
};

export const echoService: GenService<{
  unary: Echo<"unary">;
  read: Echo<"unary">;
  server: Echo<"server_streaming">;
  client: Echo<"client_streaming">;
  bidi: Echo<"bidi_streaming">;
}> = serviceDesc(echoFile, 0);

/** What the gateway learns of the service: the descriptor set, through bytes, as it would be read from a file. */
export const echoDescriptorSet: Uint8Array = toBinary(
  FileDescriptorSetSchema,
  create(FileDescriptorSetSchema, { file: [echoFile.proto] }),
);

export const echoFileBytes: Uint8Array = toBinary(FileDescriptorProtoSchema, echoFile.proto);
export const echoRegistry = createFileRegistry(echoFile.proto, () => undefined);
