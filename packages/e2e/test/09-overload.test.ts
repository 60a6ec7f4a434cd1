import { Code, ConnectError } from "@connectrpc/connect";
import { PortfolioService } from "@workspace/proto/risk/v1/portfolio_service_pb";
import { Valuation_State as State } from "@workspace/proto/risk/v1/valuation_pb";
import { ValuationService } from "@workspace/proto/risk/v1/valuation_service_pb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf, type Protocol } from "../src/clients.ts";
import { driver } from "../src/driver.ts";
import { detailsOf } from "../src/proto/error-details.ts";
import type { Stack } from "../src/stack.ts";
import { until } from "../src/until.ts";
import { peaksDuring } from "./support/memory.ts";
import { mixed } from "./support/portfolios.ts";
import { blocks, createPortfolio } from "./support/valuations.ts";

const [concurrent, running, queued] = [500, 2, 60];

let stack: Stack;
beforeAll(async () => {
  stack = await driver.start({ env: { risk: { MAX_RUNNING: String(running), MAX_QUEUED: String(queued) } } });
});
afterAll(() => stack[Symbol.asyncDispose]());

test.each(["connect", "grpc"] as const)(
  "of 500 concurrent creates over %s each is accepted and finishes, or is refused with a delay",
  async (protocol: Protocol) => {
    const parent = await createPortfolio(stack, mixed(8));
    const client = clientOf(stack, ValuationService, protocol);
    const accepted: string[] = [];
    const refused: ConnectError[] = [];

    const peaks = await peaksDuring(stack, async () => {
      const create = async (seed: number) => {
        try {
          const spec = blocks(16, { seed: BigInt(seed) });
          const { valuation } = await client.createValuation({ parent, valuation: { spec } });
          accepted.push(valuation?.name ?? "");
        } catch (error) {
          refused.push(ConnectError.from(error));
        }
      };
      await Promise.all(Array.from({ length: concurrent }, (_, i) => create(i)));
      await until(`${accepted.length} valuations to finish`, () => allSucceeded(parent, accepted), {
        withinMs: 100_000,
        everyMs: 500,
      });
    });

    expect(accepted.length + refused.length).toBe(concurrent);
    expect(accepted.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused) {
      expect(error.code, error.message).toBe(Code.ResourceExhausted);
      expect(detailsOf(error).retryDelay, error.message).toMatch(/^\d+(\.\d+)?s$/);
    }
    for (const { replica, bytes, limit } of peaks)
      expect(bytes, `peak memory of ${replica}`).toBeLessThanOrEqual(limit);
    await clientOf(stack, PortfolioService).deletePortfolio({ name: parent, force: true });
  },
);

async function allSucceeded(parent: string, names: readonly string[]): Promise<boolean> {
  const { valuations } = await clientOf(stack, ValuationService).listValuations({ parent, pageSize: 1000 });
  const states = new Map(valuations.map(({ name, state }) => [name, state]));
  const lost = names.filter((name) => !states.has(name));
  expect(lost, "accepted and not there").toEqual([]);
  const wrong = [...states.values()].filter((state) => state === State.FAILED || state === State.CANCELLED);
  expect(wrong, "accepted and not done").toEqual([]);
  return names.every((name) => states.get(name) === State.SUCCEEDED);
}
