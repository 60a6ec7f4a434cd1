import type { Message } from "@bufbuild/protobuf";
import { type GenService, messageDesc, serviceDesc } from "@bufbuild/protobuf/codegenv2";
import { fileFromJson } from "../descriptors.ts";

/** grpc/health/v1/health.proto of the gRPC project, which is the same in every language. */
export const healthFile = fileFromJson({
  name: "grpc/health/v1/health.proto",
  package: "grpc.health.v1",
  syntax: "proto3",
  messageType: [
    {
      name: "HealthCheckRequest",
      field: [{ name: "service", number: 1, label: "LABEL_OPTIONAL", type: "TYPE_STRING" }],
    },
    {
      name: "HealthCheckResponse",
      field: [
        {
          name: "status",
          number: 1,
          label: "LABEL_OPTIONAL",
          type: "TYPE_ENUM",
          typeName: ".grpc.health.v1.HealthCheckResponse.ServingStatus",
        },
      ],
      enumType: [
        {
          name: "ServingStatus",
          value: ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"].map((name, number) => ({ name, number })),
        },
      ],
    },
  ],
  service: [
    {
      name: "Health",
      method: ["Check", "Watch"].map((name) => ({
        name,
        inputType: ".grpc.health.v1.HealthCheckRequest",
        outputType: ".grpc.health.v1.HealthCheckResponse",
        serverStreaming: name === "Watch",
      })),
    },
  ],
});

/** Names a service; nothing names the whole process. */
export type HealthCheckRequest = Message<"grpc.health.v1.HealthCheckRequest"> & { service: string };

/** Says whether it serves; `status` is a {@link servingStatus}. */
export type HealthCheckResponse = Message<"grpc.health.v1.HealthCheckResponse"> & { status: number };

/** The values of HealthCheckResponse.ServingStatus. */
export const servingStatus = { unknown: 0, serving: 1, notServing: 2, serviceUnknown: 3 } as const;

export const HealthCheckRequestSchema = messageDesc<HealthCheckRequest>(healthFile, 0);
export const HealthCheckResponseSchema = messageDesc<HealthCheckResponse>(healthFile, 1);

/** The service grpc.health.v1.Health. */
export const healthService: GenService<{
  check: {
    methodKind: "unary";
    input: typeof HealthCheckRequestSchema;
    output: typeof HealthCheckResponseSchema;
  };
  watch: {
    methodKind: "server_streaming";
    input: typeof HealthCheckRequestSchema;
    output: typeof HealthCheckResponseSchema;
  };
}> = serviceDesc(healthFile, 0);
