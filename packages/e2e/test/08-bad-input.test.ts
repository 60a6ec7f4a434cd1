import { create, toBinary } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { OptionType } from "@workspace/proto/risk/v1/instrument_pb";
import { CreatePortfolioRequestSchema, PortfolioService } from "@workspace/proto/risk/v1/portfolio_service_pb";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { clientOf } from "../src/clients.ts";
import { driver } from "../src/driver.ts";
import { detailsOf } from "../src/proto/error-details.ts";
import { grpcFrame, postHttp1, postHttp2, type RawResponse } from "../src/raw.ts";
import type { Stack } from "../src/stack.ts";
import { errorOf, leakIn } from "./support/errors.ts";
import { expectMemoryBack, memoryOf } from "./support/memory.ts";
import { type NewPortfolio, oneCall } from "./support/portfolios.ts";
import { createPortfolio } from "./support/valuations.ts";

let stack: Stack;
let memoryBefore: Map<string, number>;
beforeAll(async () => {
  stack = await driver.start();
  // What is loaded with the first requests is not memory that has to come back.
  await createPortfolio(stack, oneCall());
  memoryBefore = await memoryOf(stack);
});
afterEach(async () => {
  expect(await createPortfolio(stack, oneCall()), "a good request after the bad one").toMatch(/^portfolios\//);
});
afterAll(() => stack[Symbol.asyncDispose]());

const underlying = { id: "acme", spot: 100, dividendYield: 0, volatility: 0.2 };
const [call] = oneCall().positions ?? [];

const invalid: readonly [what: string, portfolio: NewPortfolio, field: RegExp][] = [
  [
    "a negative volatility",
    { ...oneCall(), underlyings: [{ ...underlying, volatility: -0.2 }] },
    /^portfolio\.underlyings\[0\]\.volatility$/,
  ],
  [
    "a volatility that is not a number",
    { ...oneCall(), underlyings: [{ ...underlying, volatility: Number.NaN }] },
    /^portfolio\.underlyings\[0\]\.volatility$/,
  ],
  ["an empty portfolio", {}, /^portfolio\.positions$/],
  [
    "10,001 positions",
    { ...oneCall(), positions: Array.from({ length: 10_001 }, (_, i) => ({ ...call, id: `p${i}` }) as object) },
    /^portfolio\.positions$/,
  ],
  [
    "a correlation matrix that is not positive semi-definite",
    {
      ...oneCall(),
      underlyings: ["acme", "bolt", "cork"].map((id) => ({ ...underlying, id })),
      correlation: [{ values: [1, 0.9, -0.9] }, { values: [0.9, 1, 0.9] }, { values: [-0.9, 0.9, 1] }],
    },
    /^portfolio\.correlation/,
  ],
  [
    "an unknown underlying",
    {
      ...oneCall(),
      positions: [
        {
          id: "p",
          quantity: 1,
          instrument: {
            kind: {
              case: "european",
              value: { underlying: "nobody", type: OptionType.CALL, strike: 100, expiryYears: 1 },
            },
          },
        },
      ],
    },
    /^portfolio\.positions\[0\]\.instrument\.european\.underlying$/,
  ],
];

describe.each(["connect-json", "grpc"] as const)("over %s", (protocol) => {
  test.each(invalid)("%s is INVALID_ARGUMENT and the field is named", async (_, portfolio, field) => {
    const error = await errorOf(() => clientOf(stack, PortfolioService, protocol).createPortfolio({ portfolio }));
    expect(error.code).toBe(Code.InvalidArgument);
    expect(detailsOf(error).fields).toContainEqual(expect.stringMatching(field));
    expect(leakIn(error.rawMessage)).toBeUndefined();
  });
});

const createPath = `/${PortfolioService.typeName}/CreatePortfolio`;
const json = "application/json";
const grpc = "application/grpc+proto";

const expectConnectError = ({ status, text }: RawResponse, wantedStatus: number, code: string) => {
  expect(status, text).toBe(wantedStatus);
  expect(JSON.parse(text)).toMatchObject({ code });
  expect(leakIn(text)).toBeUndefined();
};
const expectGrpcError = ({ headers }: RawResponse, code: Code) => {
  expect(headers["grpc-status"], JSON.stringify(headers)).toBe(String(code));
  expect(leakIn(headers["grpc-message"] ?? "")).toBeUndefined();
};

describe("what is no message at all", () => {
  test("malformed JSON is INVALID_ARGUMENT", async () => {
    expectConnectError(await postHttp1(stack.gateway + createPath, json, '{"portfolio": {'), 400, "invalid_argument");
  });

  test("an unknown field is INVALID_ARGUMENT", async () => {
    const body = JSON.stringify({ portfolio: { displayName: "x", colour: "red" } });
    expectConnectError(await postHttp1(stack.gateway + createPath, json, body), 400, "invalid_argument");
  });

  // The gateway passes messages on as they are, and this is how servers of gRPC answer.
  test("bytes that are not the message are INTERNAL, which is what gRPC says of them", async () => {
    const whole = toBinary(
      CreatePortfolioRequestSchema,
      create(CreatePortfolioRequestSchema, { portfolio: oneCall() }),
    );
    const torn = whole.subarray(0, whole.length - 3);
    expectConnectError(await postHttp1(stack.gateway + createPath, "application/proto", torn), 500, "internal");
    expectGrpcError(await postHttp2(stack.gateway, createPath, grpc, grpcFrame(torn)), Code.Internal);
  });

  test("a frame that ends before its length is INVALID_ARGUMENT", async () => {
    const frame = grpcFrame(new Uint8Array(10), 100);
    expectGrpcError(await postHttp2(stack.gateway, createPath, grpc, frame), Code.InvalidArgument);
  });

  test("a body of 64 MiB is RESOURCE_EXHAUSTED", async () => {
    const body = Buffer.alloc(64 * 2 ** 20, 0x20);
    // So often that a gateway which kept them would be far beyond its memory.
    for (let time = 0; time < 5; time++) {
      expectConnectError(await postHttp1(stack.gateway + createPath, json, body), 429, "resource_exhausted");
      expectGrpcError(await postHttp2(stack.gateway, createPath, grpc, grpcFrame(body)), Code.ResourceExhausted);
    }
  });

  test("an unknown method is UNIMPLEMENTED", async () => {
    const path = `/${PortfolioService.typeName}/BurnPortfolio`;
    const { status, text } = await postHttp1(stack.gateway + path, json, "{}");
    expect(status).toBe(404);
    expect(leakIn(text)).toBeUndefined();
    expectGrpcError(await postHttp2(stack.gateway, path, grpc, grpcFrame(new Uint8Array())), Code.Unimplemented);
  });

  test("a content type that nobody speaks is 415", async () => {
    const { status, text } = await postHttp1(stack.gateway + createPath, "text/plain", "hello");
    expect(status).toBe(415);
    expect(leakIn(text)).toBeUndefined();
  });
});

test("after all of it every process has its memory back", async () => {
  await expectMemoryBack(stack, memoryBefore);
});
