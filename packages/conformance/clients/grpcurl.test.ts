import { afterAll, beforeAll, expect, test } from "vitest";
import { grpcurl } from "../tools.ts";
import { run } from "./run.ts";
import { type Stack, startStack } from "./stack.ts";

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.[Symbol.asyncDispose]());

/** grpcurl without any file: all that it knows, it has asked by reflection. */
const ask = (verb: readonly string[], data?: object) =>
  run(grpcurl, [
    ...["-plaintext", "-max-time", "20", ...(data === undefined ? [] : ["-d", JSON.stringify(data)])],
    ...[stack.address, ...verb],
  ]);

test("lists the services that are reached through the gateway, and the gateway's own", async () => {
  const services = (await ask(["list"])).trim().split("\n");
  expect(services).toEqual(expect.arrayContaining(["grpc.health.v1.Health", "sample.v1.SampleService"]));
});

test("lists and describes the methods of a service", async () => {
  const methods = (await ask(["list", "sample.v1.SampleService"])).trim().split("\n");
  expect(methods.map((name) => name.split(".").at(-1))).toEqual(["Count", "Fail", "Get", "Put", "Sum", "Talk"]);
  const described = await ask(["describe", "sample.v1.SampleService.Get"]);
  expect(described).toContain("rpc Get ( .sample.v1.GetRequest ) returns ( .sample.v1.GetResponse )");
  expect(described).toContain('get: "/v1/samples/{name}"');
});

test("calls a method that it has read about just now", async () => {
  expect(JSON.parse(await ask(["sample.v1.SampleService/Get"], { name: "ab", times: 3 }))).toEqual({ text: "ababab" });
});

test("reads a stream to its end", async () => {
  const written = await ask(["sample.v1.SampleService/Count"], { until: 3 });
  expect([...written.matchAll(/"number": (\d+)/g)].map(([, number]) => Number(number))).toEqual([1, 2, 3]);
});

test("tells an error with its details", async () => {
  const failing = ask(["sample.v1.SampleService/Fail"], { code: 9, message: "not now" });
  await expect(failing).rejects.toMatchObject({
    stderr: expect.stringMatching(/Code: FailedPrecondition\s+Message: not now\s.*"reason": "ASKED_FOR"/s),
  });
});

test("asks the gateway for its health, and for that of a service behind it", async () => {
  for (const service of ["", "sample.v1.SampleService"]) {
    expect(JSON.parse(await ask(["grpc.health.v1.Health/Check"], { service }))).toEqual({ status: "SERVING" });
  }
});
