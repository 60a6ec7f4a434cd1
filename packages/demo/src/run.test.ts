import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { PortfolioService } from "@workspace/proto/risk/v1/portfolio_service_pb";
import {
  Sampling,
  type Valuation,
  Valuation_State,
  ValuationSchema,
  type ValuationSpec,
} from "@workspace/proto/risk/v1/valuation_pb";
import { ValuationService } from "@workspace/proto/risk/v1/valuation_service_pb";
import { afterEach, expect, test } from "vitest";
import { parseArguments, type RunOptions } from "./arguments.ts";
import { describeFailure, type Failure } from "./failure.ts";
import { type PortfolioFile, readPortfolio, SAMPLE_FILE } from "./portfolio-file.ts";
import { run } from "./run.ts";

const name = "portfolios/p/valuations/v";
const file = (await readPortfolio(SAMPLE_FILE)) as PortfolioFile;
const first = file.portfolio.positions[0]?.id ?? "";

function at(
  state: Valuation_State,
  rest: Exclude<MessageInitShape<typeof ValuationSchema>, Valuation> = {},
): { valuation: Valuation } {
  return { valuation: create(ValuationSchema, { ...rest, name, state, progress: { pathsPlanned: 8192n } }) };
}

const finished = at(Valuation_State.SUCCEEDED, {
  startTime: { seconds: 100n },
  endTime: { seconds: 102n },
  result: {
    paths: 8192n,
    total: { value: 5, standardError: 1 },
    positions: [{ positionId: first, price: { value: 8.7, standardError: 0.1 } }],
  },
  engines: [{ engine: "e1", tier: "scalar", threads: 2, blocks: 2n, busy: { seconds: 3n } }],
});

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Serves these methods; those of creation are there unless given. */
async function serve(valuations: Partial<ServiceImpl<typeof ValuationService>>): Promise<RunOptions> {
  const handler = connectNodeAdapter({
    routes: (router) =>
      router
        .service(PortfolioService, { createPortfolio: () => ({ portfolio: { name: "portfolios/p" } }) })
        .service(ValuationService, { createValuation: () => at(Valuation_State.QUEUED), ...valuations }),
  });
  server = createServer(handler);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return parseArguments(["--url", `http://127.0.0.1:${port}`], {}) as RunOptions;
}

const shown: Valuation_State[] = [];
const progress = { show: ({ state }: Valuation) => shown.push(state), end: () => undefined };
const never = new AbortController().signal;

test("a stream is let go of with the valuation's end, so that nothing holds the process", async () => {
  const left = Promise.withResolvers<void>();
  const options = await serve({
    async *watchValuation(_, { signal }) {
      yield finished;
      // The stream itself does not end here.
      await once(signal, "abort");
      left.resolve();
    },
  });
  expect(await run(file, options, progress, never)).toMatchObject({ kind: "done" });
  await left.promise;
});

test("a valuation is watched to its end and reported beside closed forms", async () => {
  const options = await serve({
    async *watchValuation() {
      yield at(Valuation_State.RUNNING);
      yield finished;
    },
  });
  const outcome = await run(file, options, progress, never);
  expect(outcome).toMatchObject({
    kind: "done",
    valuation: finished.valuation,
    report: {
      valuation: name,
      state: "SUCCEEDED",
      paths: 8192,
      pathsPerSecond: 4096,
      outsideEngines: 0.25,
      positions: [{ id: first, estimate: 8.7, closedForm: expect.closeTo(8.7395, 3) }],
    },
  });
  expect(shown.slice(-2)).toEqual([Valuation_State.RUNNING, Valuation_State.SUCCEEDED]);
});

test("what shall lower the variance goes into the specification", async () => {
  let asked: ValuationSpec | undefined;
  const { url } = await serve({
    createValuation({ valuation }) {
      asked = valuation?.spec;
      return at(Valuation_State.QUEUED);
    },
    async *watchValuation() {
      yield finished;
    },
  });
  const options = parseArguments(["--url", url, "--sobol", "--control-variates"], {}) as RunOptions;
  await run(file, options, progress, never);
  expect(asked).toMatchObject({ sampling: Sampling.SOBOL, controlVariates: true, antithetic: false });
});

test("a refused field of the specification is told as the option that it comes from", async () => {
  const { url } = await serve({
    createValuation() {
      const refusal = new ConnectError("invalid", Code.InvalidArgument);
      refusal.details.push(badRequest("valuation.spec.antithetic", "needs a constant volatility"));
      throw refusal;
    },
  });
  const options = parseArguments(["--url", url, "--antithetic"], {}) as RunOptions;
  const outcome = await run(file, options, progress, never);
  expect(describeFailure(outcome as Failure)).toBe(
    "demo: the service refuses the input\n  --antithetic: needs a constant volatility (try again without --antithetic)\n",
  );
});

/** As bytes, for no contract imports it: 1: { 1: field, 2: description }. */
function badRequest(field: string, description: string) {
  const text = (number: number, value: string) => [(number << 3) | 2, value.length, ...Buffer.from(value)];
  const violation = [...text(1, field), ...text(2, description)];
  return { type: "google.rpc.BadRequest", value: Uint8Array.from([0x0a, violation.length, ...violation]) };
}

test("a stream that breaks is taken up again", async () => {
  let watches = 0;
  const options = await serve({
    async *watchValuation() {
      watches++;
      yield watches === 3 ? finished : at(Valuation_State.RUNNING);
      if (watches === 1) throw new ConnectError("stopping", Code.Unavailable);
    },
  });
  expect(await run(file, options, progress, never)).toMatchObject({ kind: "done", report: { state: "SUCCEEDED" } });
  expect(watches).toBe(3);
});

test("a creation that is refused for now is repeated as the same request", async () => {
  const ids: string[] = [];
  const options = await serve({
    createValuation({ requestId }) {
      ids.push(requestId);
      if (ids.length === 1) throw new ConnectError("busy", Code.Unavailable);
      return at(Valuation_State.QUEUED);
    },
    async *watchValuation() {
      yield finished;
    },
  });
  await run(file, options, progress, never);
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[0]).not.toBe("");
});

test("an interruption cancels the valuation and reports what is known", async () => {
  const interrupted = new AbortController();
  let cancelled = false;
  const options = await serve({
    async *watchValuation(_, { signal }) {
      if (cancelled) return yield at(Valuation_State.CANCELLED);
      yield at(Valuation_State.RUNNING);
      interrupted.abort();
      await sleep(60_000, undefined, { signal });
    },
    cancelValuation() {
      cancelled = true;
      return at(Valuation_State.CANCELLED);
    },
  });
  const outcome = await run(file, options, progress, interrupted.signal);
  expect(outcome).toMatchObject({ kind: "done", report: { state: "CANCELLED" } });
  expect(cancelled).toBe(true);
});

test("any other refusal is told at once", async () => {
  const options = await serve({
    createValuation() {
      throw new ConnectError("no such portfolio", Code.NotFound);
    },
  });
  expect(await run(file, options, progress, never)).toEqual({
    kind: "failed",
    message: "NOT_FOUND: no such portfolio",
  });
});
