import { randomUUID } from "node:crypto";
import { Code } from "@connectrpc/connect";
import { ValuationService } from "@workspace/proto/risk/v1/valuation_service_pb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf } from "../src/clients.ts";
import { driver } from "../src/driver.ts";
import { detailsOf } from "../src/proto/error-details.ts";
import type { Stack } from "../src/stack.ts";
import { errorOf } from "./support/errors.ts";
import { oneCall } from "./support/portfolios.ts";
import { blocks, createPortfolio } from "./support/valuations.ts";

let stack: Stack;
beforeAll(async () => {
  // Two replicas, so that only the database can tell that two requests are the same.
  stack = await driver.start({ replicas: { risk: 2 } });
});
afterAll(() => stack[Symbol.asyncDispose]());

test("two clients that use one request id at the same moment create one valuation", async () => {
  const clients = [clientOf(stack, ValuationService, "connect-json"), clientOf(stack, ValuationService, "grpc")];
  for (let round = 0; round < 10; round++) {
    const parent = await createPortfolio(stack, oneCall());
    const request = { parent, valuation: { spec: blocks(1) }, requestId: randomUUID() };
    const created = await Promise.all(clients.map((client) => client.createValuation(request)));
    const names = new Set(created.map(({ valuation }) => valuation?.name));
    expect(names.size, "names given").toBe(1);
    const { valuations } = await clientOf(stack, ValuationService).listValuations({ parent });
    expect(valuations.map(({ name }) => name)).toEqual([...names]);
  }
});

test("a request id used for other content is ALREADY_EXISTS, with a detail that says why", async () => {
  const parent = await createPortfolio(stack, oneCall());
  const client = clientOf(stack, ValuationService);
  const requestId = randomUUID();
  await client.createValuation({ parent, requestId, valuation: { spec: blocks(1) } });
  const error = await errorOf(() => client.createValuation({ parent, requestId, valuation: { spec: blocks(2) } }));
  expect(error.code).toBe(Code.AlreadyExists);
  expect(detailsOf(error).reason).toBe("REQUEST_ID_REUSED");
});
