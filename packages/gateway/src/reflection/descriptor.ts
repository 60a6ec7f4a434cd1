import type { Message } from "@bufbuild/protobuf";
import { type GenService, messageDesc, serviceDesc } from "@bufbuild/protobuf/codegenv2";
import { fileFromJson } from "../descriptors.ts";

const packageName = "grpc.reflection.v1";
const scalar = (name: string, number: number, type: string) => ({ name, number, type, label: "LABEL_OPTIONAL" });
const repeated = (name: string, number: number, type: string) => ({ name, number, type, label: "LABEL_REPEATED" });
const message = (name: string, number: number, typeName: string) => ({
  ...scalar(name, number, "TYPE_MESSAGE"),
  typeName: `.${packageName}.${typeName}`,
});
const oneof = { oneofIndex: 0 };

/** grpc/reflection/v1/reflection.proto of the gRPC project, which is the same in every language. */
export const reflectionFile = fileFromJson({
  name: "grpc/reflection/v1/reflection.proto",
  package: packageName,
  syntax: "proto3",
  messageType: [
    {
      name: "ServerReflectionRequest",
      oneofDecl: [{ name: "message_request" }],
      field: [
        scalar("host", 1, "TYPE_STRING"),
        { ...scalar("file_by_filename", 3, "TYPE_STRING"), ...oneof },
        { ...scalar("file_containing_symbol", 4, "TYPE_STRING"), ...oneof },
        { ...message("file_containing_extension", 5, "ExtensionRequest"), ...oneof },
        { ...scalar("all_extension_numbers_of_type", 6, "TYPE_STRING"), ...oneof },
        { ...scalar("list_services", 7, "TYPE_STRING"), ...oneof },
      ],
    },
    {
      name: "ServerReflectionResponse",
      oneofDecl: [{ name: "message_response" }],
      field: [
        scalar("valid_host", 1, "TYPE_STRING"),
        message("original_request", 2, "ServerReflectionRequest"),
        { ...message("file_descriptor_response", 4, "FileDescriptorResponse"), ...oneof },
        { ...message("all_extension_numbers_response", 5, "ExtensionNumberResponse"), ...oneof },
        { ...message("list_services_response", 6, "ListServiceResponse"), ...oneof },
        { ...message("error_response", 7, "ErrorResponse"), ...oneof },
      ],
    },
    {
      name: "ExtensionRequest",
      field: [scalar("containing_type", 1, "TYPE_STRING"), scalar("extension_number", 2, "TYPE_INT32")],
    },
    { name: "FileDescriptorResponse", field: [repeated("file_descriptor_proto", 1, "TYPE_BYTES")] },
    {
      name: "ExtensionNumberResponse",
      field: [scalar("base_type_name", 1, "TYPE_STRING"), repeated("extension_number", 2, "TYPE_INT32")],
    },
    {
      name: "ListServiceResponse",
      field: [{ ...message("service", 1, "ServiceResponse"), label: "LABEL_REPEATED" }],
    },
    { name: "ServiceResponse", field: [scalar("name", 1, "TYPE_STRING")] },
    {
      name: "ErrorResponse",
      field: [scalar("error_code", 1, "TYPE_INT32"), scalar("error_message", 2, "TYPE_STRING")],
    },
  ],
  service: [
    {
      name: "ServerReflection",
      method: [
        {
          name: "ServerReflectionInfo",
          inputType: `.${packageName}.ServerReflectionRequest`,
          outputType: `.${packageName}.ServerReflectionResponse`,
          clientStreaming: true,
          serverStreaming: true,
        },
      ],
    },
  ],
});

/** A question of a client that does not know the schema. */
export type ReflectionRequest = Message<"grpc.reflection.v1.ServerReflectionRequest"> & {
  host: string;
  messageRequest:
    | { case: "fileByFilename" | "fileContainingSymbol" | "allExtensionNumbersOfType" | "listServices"; value: string }
    | {
        case: "fileContainingExtension";
        value: Message<"grpc.reflection.v1.ExtensionRequest"> & { containingType: string; extensionNumber: number };
      }
    | { case: undefined; value?: undefined };
};

/** An answer to it. */
export type ReflectionResponse = Message<"grpc.reflection.v1.ServerReflectionResponse"> & {
  validHost: string;
  originalRequest?: ReflectionRequest | undefined;
  messageResponse:
    | {
        case: "fileDescriptorResponse";
        value: Message<"grpc.reflection.v1.FileDescriptorResponse"> & { fileDescriptorProto: Uint8Array[] };
      }
    | {
        case: "listServicesResponse";
        value: Message<"grpc.reflection.v1.ListServiceResponse"> & {
          service: (Message<"grpc.reflection.v1.ServiceResponse"> & { name: string })[];
        };
      }
    | {
        case: "errorResponse";
        value: Message<"grpc.reflection.v1.ErrorResponse"> & { errorCode: number; errorMessage: string };
      }
    | { case: undefined; value?: undefined };
};

export const ReflectionRequestSchema = messageDesc<ReflectionRequest>(reflectionFile, 0);
export const ReflectionResponseSchema = messageDesc<ReflectionResponse>(reflectionFile, 1);

/** The service grpc.reflection.v1.ServerReflection. */
export const reflectionService: GenService<{
  serverReflectionInfo: {
    methodKind: "bidi_streaming";
    input: typeof ReflectionRequestSchema;
    output: typeof ReflectionResponseSchema;
  };
}> = serviceDesc(reflectionFile, 0);
