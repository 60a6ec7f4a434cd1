import type { MessageInitShape } from "@bufbuild/protobuf";
import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { healthService, servingStatus } from "../src/health/descriptor.ts";
import { type ReflectionRequestSchema, reflectionService } from "../src/reflection/descriptor.ts";
import { startGateway, type TestGateway, until } from "./support/gateway.ts";
import { closedPort } from "./support/raw.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

let upstream: FakeUpstream;
let gateway: TestGateway;
beforeEach(async () => {
  upstream = await startUpstream();
  gateway = await startGateway([upstream]);
});
afterEach(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const page = async (path: string, at = gateway) => {
  const response = await fetch(at.url + path);
  return { status: response.status, body: await response.json() };
};
const health = () => createClient(healthService, createGrpcTransport({ baseUrl: gateway.url }));
const unready = () => until(gateway.gateway, () => !gateway.gateway.readiness.ready);

test("/healthz says that the process lives, whatever its upstreams do", async () => {
  await using alone = await startGateway([`127.0.0.1:${await closedPort()}`], { awaitReady: false });
  expect(await page("/healthz", alone)).toEqual({ status: 200, body: { status: "alive" } });
  expect(await page("/readyz", alone)).toEqual({ status: 503, body: { status: "not ready", notServing: ["echo"] } });
});

test("/readyz follows the health of the upstreams", async () => {
  expect(await page("/readyz")).toEqual({ status: 200, body: { status: "ready", notServing: [] } });
  upstream.serving = false;
  await unready();
  expect(await page("/readyz")).toEqual({ status: 503, body: { status: "not ready", notServing: ["echo"] } });
  upstream.serving = true;
  await until(gateway.gateway, () => gateway.gateway.readiness.ready);
  expect((await page("/readyz")).status).toBe(200);
});

test("the pages take GET and HEAD only", async () => {
  expect((await fetch(`${gateway.url}/healthz`, { method: "HEAD" })).status).toBe(200);
  const refused = await fetch(`${gateway.url}/readyz`, { method: "POST" });
  expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

test("gRPC health knows the gateway, its services and nothing else", async () => {
  const client = health();
  for (const service of ["", "echo.v1.EchoService", "grpc.health.v1.Health"]) {
    expect((await client.check({ service })).status).toBe(servingStatus.serving);
  }
  await expect(client.check({ service: "other.v1.Service" })).rejects.toMatchObject({ code: Code.NotFound });
  upstream.serving = false;
  await unready();
  expect((await client.check({})).status).toBe(servingStatus.notServing);
  expect((await client.check({ service: "grpc.health.v1.Health" })).status).toBe(servingStatus.serving);
});

test("who watches sees each change, and the drain as the last one", async () => {
  const seen = health().watch({ service: "echo.v1.EchoService" })[Symbol.asyncIterator]();
  expect((await seen.next()).value?.status).toBe(servingStatus.serving);
  upstream.serving = false;
  expect((await seen.next()).value?.status).toBe(servingStatus.notServing);
  upstream.serving = true;
  expect((await seen.next()).value?.status).toBe(servingStatus.serving);
  const drained = gateway.gateway.drain({ delayMs: 0, timeoutMs: 5_000 });
  expect((await seen.next()).value?.status).toBe(servingStatus.notServing);
  await expect(seen.next()).rejects.toMatchObject({ code: Code.Unavailable });
  expect(await drained).toBe(true);
});

test("reflection lists the services and describes them with all that they import", async () => {
  const client = createClient(reflectionService, createGrpcTransport({ baseUrl: gateway.url }));
  const ask = async (
    messageRequest: NonNullable<MessageInitShape<typeof ReflectionRequestSchema>["messageRequest"]>,
  ) => {
    async function* one() {
      yield { messageRequest };
    }
    for await (const { messageResponse } of client.serverReflectionInfo(one())) return messageResponse;
    throw new ConnectError("no answer");
  };
  const list = await ask({ case: "listServices", value: "" });
  if (list.case !== "listServicesResponse") expect.unreachable();
  expect(list.value.service.map(({ name }) => name).sort()).toEqual([
    "echo.v1.EchoService",
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
  ]);
  for (const value of ["echo.v1.EchoService", "echo.v1.EchoService.Unary", "echo.v1.EchoRequest"]) {
    const found = await ask({ case: "fileContainingSymbol", value });
    if (found.case !== "fileDescriptorResponse") expect.unreachable();
    const names = found.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
    expect(names).toEqual(["echo/v1/echo.proto"]);
  }
  expect((await ask({ case: "fileByFilename", value: "grpc/health/v1/health.proto" })).case).toBe(
    "fileDescriptorResponse",
  );
  expect(await ask({ case: "fileContainingSymbol", value: "echo.v1.Nothing" })).toMatchObject({
    case: "errorResponse",
    value: { errorCode: Code.NotFound },
  });
});
