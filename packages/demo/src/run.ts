import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { PortfolioService } from "@workspace/proto/risk/v1/portfolio_service_pb";
import { Greek, type Valuation, Valuation_State } from "@workspace/proto/risk/v1/valuation_pb";
import { ValuationService } from "@workspace/proto/risk/v1/valuation_service_pb";
import type { RunOptions } from "./arguments.ts";
import { isPassing } from "./connection.ts";
import { retryDelayMs } from "./error-details.ts";
import { type Failure, failureOf } from "./failure.ts";
import { LEVELS } from "./losses.ts";
import { nameOption } from "./option-of-field.ts";
import { locateInFile, type PortfolioFile } from "./portfolio-file.ts";
import type { Progress } from "./progress.ts";
import { type Report, reportOn } from "./report.ts";

/** For how long a call is repeated while nobody answers: replicas restart within it. */
const PATIENCE_MS = 15_000;
const RETRY_MS = 250;
const CALL_TIMEOUT_MS = 10_000;

const FINAL: ReadonlySet<Valuation_State> = new Set([
  Valuation_State.SUCCEEDED,
  Valuation_State.FAILED,
  Valuation_State.CANCELLED,
]);

/** Stores the portfolio, values it, and watches until the end. Aborting `signal` cancels the valuation and reports on it. */
export async function run(
  file: PortfolioFile,
  options: RunOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<{ kind: "done"; valuation: Valuation; report: Report } | Failure> {
  const transport = createConnectTransport({ baseUrl: options.url, httpVersion: "1.1" });
  const portfolios = createClient(PortfolioService, transport);
  const valuations = createClient(ValuationService, transport);
  const greeks = options.greeks ? [Greek.DELTA, Greek.VEGA, Greek.RHO, Greek.GAMMA, Greek.THETA] : [];
  try {
    // With an id of the request, a repeated creation is the same one.
    const stored = { portfolio: file.portfolio, requestId: randomUUID() };
    const { portfolio } = await patiently(
      () => portfolios.createPortfolio(stored, { timeoutMs: CALL_TIMEOUT_MS }),
      signal,
    );
    const parent = portfolio?.name ?? "";
    const losses =
      options.lossYears === undefined
        ? {}
        : { profitAndLoss: { horizonYears: options.lossYears, confidenceLevels: [...LEVELS] } };
    const asked = {
      parent,
      valuation: { spec: { stop: options.stop, seed: options.seed, greeks, ...options.reduction, ...losses } },
      requestId: randomUUID(),
    };
    const created = await patiently(() => valuations.createValuation(asked, { timeoutMs: CALL_TIMEOUT_MS }), signal);
    const name = created.valuation?.name ?? "";
    const valuation = await watchOrCancel(valuations, name, progress, signal);
    return { kind: "done", valuation, report: reportOn(valuation, file.portfolio) };
  } catch (error) {
    const failure = failureOf(ConnectError.from(error), options.url);
    return failure.kind === "input"
      ? { ...failure, fields: locateInFile(failure.fields, file).map(nameOption) }
      : failure;
  }
}

async function watchOrCancel(
  client: Client<typeof ValuationService>,
  name: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<Valuation> {
  try {
    return await watch(client, name, progress, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  // Nobody aborts this: a valuation that nobody watches would go on computing.
  const { signal: never } = new AbortController();
  await patiently(() => client.cancelValuation({ name }, { timeoutMs: CALL_TIMEOUT_MS }), never);
  return await watch(client, name, progress, never);
}

/** Watches to the end; a stream that breaks is taken up again, for each begins with the whole state. */
async function watch(
  client: Client<typeof ValuationService>,
  name: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<Valuation> {
  let patience = new Patience();
  for (;;) {
    // What is left of a stream that nobody reads to its end would keep the connection, and with it the process.
    const left = new AbortController();
    const reading = { signal: AbortSignal.any([signal, left.signal]) };
    try {
      for await (const { valuation } of client.watchValuation({ name }, reading)) {
        if (valuation === undefined) continue;
        patience = new Patience();
        progress.show(valuation);
        if (FINAL.has(valuation.state)) return valuation;
      }
      // A stream that ends before the valuation does was ended by a server that stops.
      await patience.wait(new ConnectError("the stream ended early", Code.Unavailable), signal);
    } catch (error) {
      await patience.wait(ConnectError.from(error), signal);
    } finally {
      left.abort();
    }
  }
}

async function patiently<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const patience = new Patience();
  for (;;) {
    try {
      return await call();
    } catch (error) {
      await patience.wait(ConnectError.from(error), signal);
    }
  }
}

/** Waits after an error that may pass, as long as there is patience left; throws any other. */
class Patience {
  readonly #until = Date.now() + PATIENCE_MS;

  async wait(error: ConnectError, signal: AbortSignal): Promise<void> {
    const asked = retryDelayMs(error);
    if (signal.aborted || !(isPassing(error) || asked !== undefined) || Date.now() > this.#until) throw error;
    await sleep(asked ?? RETRY_MS, undefined, { signal });
  }
}
