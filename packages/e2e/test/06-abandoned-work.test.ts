import { Code } from "@connectrpc/connect";
import { PortfolioService } from "@workspace/proto/risk/v1/portfolio_service_pb";
import { Valuation_State as State } from "@workspace/proto/risk/v1/valuation_pb";
import { ValuationService } from "@workspace/proto/risk/v1/valuation_service_pb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf } from "../src/clients.ts";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { errorOf } from "./support/errors.ts";
import { expectIdleWithinASecond, untilBusy } from "./support/idle.ts";
import { endlessJob } from "./support/jobs.ts";
import {
  createPortfolio,
  createValuation,
  getValuation,
  inTheMiddle,
  startValuation,
  watch,
} from "./support/valuations.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await driver.start({ replicas: { pricer: 2 } });
});
afterAll(() => stack[Symbol.asyncDispose]());

const begun = async (name: string) => {
  await inTheMiddle(stack, name, Number.MIN_VALUE);
  await untilBusy(stack.replicas("pricer"));
};

test("every engine is idle within a second of a cancel", async () => {
  const { portfolio, spec } = endlessJob();
  const name = await startValuation(stack, portfolio, spec);
  await begun(name);
  const { valuation } = await clientOf(stack, ValuationService).cancelValuation({ name });
  expect(valuation?.state).toBe(State.CANCELLED);
  await expectIdleWithinASecond(stack.replicas("pricer"));
});

test("every engine is idle within a second of the deadline that the caller gave the work", async () => {
  const { portfolio, spec } = endlessJob({ timeLimit: { seconds: 12n } });
  const name = await startValuation(stack, portfolio, spec);
  await begun(name);
  const { last } = await watch(stack, name);
  await expectIdleWithinASecond(stack.replicas("pricer"));
  expect(last.state).toBe(State.FAILED);
  expect(last.error?.code).toBe(Code.DeadlineExceeded);
});

test("every engine is idle within a second of a delete", async () => {
  const { portfolio, spec } = endlessJob();
  const parent = await createPortfolio(stack, portfolio);
  await begun(await createValuation(stack, parent, spec));
  await clientOf(stack, PortfolioService).deletePortfolio({ name: parent, force: true });
  await expectIdleWithinASecond(stack.replicas("pricer"));
});

test("a watcher's deadline ends the watch, and not the work", async () => {
  const { portfolio, spec } = endlessJob();
  const name = await startValuation(stack, portfolio, spec);
  await begun(name);
  const client = clientOf(stack, ValuationService, "grpc");
  const error = await errorOf(async () => {
    for await (const _ of client.watchValuation({ name }, { timeoutMs: 500 }));
  });
  expect(error.code).toBe(Code.DeadlineExceeded);
  await untilBusy(stack.replicas("pricer"));
  expect((await getValuation(stack, name)).state).toBe(State.RUNNING);
  await client.cancelValuation({ name });
});
