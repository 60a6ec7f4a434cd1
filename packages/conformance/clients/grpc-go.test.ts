import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grpcGoClient, sampleBackend, sampleTonic } from "../tools.ts";
import { run } from "./run.ts";
import { type Stack, startStack } from "./stack.ts";

const back = ["there and back"];

describe.each([
  { server: "grpc-go", program: sampleBackend, trailer: back },
  // Its answers of one message have no trailers of their own.
  { server: "tonic", program: sampleTonic, trailer: null },
])("between grpc-go's client and $server", ({ program, trailer }) => {
  let stack: Stack;
  let seen: Record<string, unknown>;

  beforeAll(async () => {
    stack = await startStack({}, [program]);
    seen = JSON.parse(await run(grpcGoClient, ["-target", stack.address]));
  });
  afterAll(() => stack?.[Symbol.asyncDispose]());

  test("a unary call carries metadata there, and back as header and trailer", () => {
    expect(seen.unary).toEqual({ text: "abab", header: back, trailer });
  });

  test("a stream of answers arrives whole", () => {
    expect(seen.server).toEqual({ messages: 1000, last: 1000 });
  });

  test("a stream of requests arrives whole", () => {
    expect(seen.client).toEqual({ messages: 100, sum: 4950 });
  });

  test("in a conversation each message is answered before the next is sent", () => {
    expect(seen.both).toEqual(["one", "two", "three"]);
  });

  test("a deadline and a cancellation end a stream that nobody else ends", () => {
    expect(seen).toMatchObject({ deadline: "DeadlineExceeded", cancel: "Canceled" });
  });

  test("an error keeps its code, its text and its details", () => {
    expect(seen.details).toEqual({
      code: "FailedPrecondition",
      message: "größer als 100 %",
      reasons: ["ASKED_FOR größer als 100 %"],
    });
    expect(seen.refused).toBe("InvalidArgument: name must not be empty");
  });
});
