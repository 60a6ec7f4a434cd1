import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { PortfolioService } from "@workspace/proto/risk/v1/portfolio_service_pb";
import {
  type Greek,
  type Sampling,
  Valuation_State as State,
  type Valuation,
  type ValuationSpecSchema,
} from "@workspace/proto/risk/v1/valuation_pb";
import { ValuationService } from "@workspace/proto/risk/v1/valuation_service_pb";
import { clientOf, type Edge } from "../../src/clients.ts";
import { until } from "../../src/until.ts";
import type { NewPortfolio } from "./portfolios.ts";

/** What a valuation is asked to do. */
export type NewSpec = MessageInitShape<typeof ValuationSpecSchema>;

/** Paths in a block. */
export const blockPaths = 4096;

/** A specification that ends after so many blocks. */
export function blocks(
  count: number,
  more: {
    seed?: bigint;
    greeks?: Greek[];
    timeLimit?: { seconds: bigint };
    antithetic?: boolean;
    controlVariates?: boolean;
    sampling?: Sampling;
  } = {},
): NewSpec {
  return { seed: 20_261_124n, ...more, stop: { case: "paths", value: BigInt(count * blockPaths) } };
}

/** Creates a portfolio and returns its name. */
export async function createPortfolio(edge: Edge, portfolio: NewPortfolio): Promise<string> {
  const { portfolio: created } = await clientOf(edge, PortfolioService).createPortfolio({ portfolio });
  return created?.name ?? "";
}

/** Creates a valuation and returns its name. */
export async function createValuation(edge: Edge, parent: string, spec: NewSpec): Promise<string> {
  const { valuation } = await clientOf(edge, ValuationService).createValuation({ parent, valuation: { spec } });
  return valuation?.name ?? "";
}

/** Creates a portfolio and a valuation of it, and returns the valuation's name. */
export async function startValuation(edge: Edge, portfolio: NewPortfolio, spec: NewSpec): Promise<string> {
  return createValuation(edge, await createPortfolio(edge, portfolio), spec);
}

/** Reads a valuation. */
export async function getValuation(edge: Edge, name: string): Promise<Valuation> {
  const { valuation } = await clientOf(edge, ValuationService).getValuation({ name });
  if (valuation === undefined) throw new Error(`GetValuation(${name}) answered without one`);
  return valuation;
}

const finalStates = new Set([State.SUCCEEDED, State.FAILED, State.CANCELLED]);

/** Whether nothing changes any more. */
export function isFinal({ state }: Valuation): boolean {
  return finalStates.has(state);
}

/** What a watcher saw. */
export interface Watched {
  /** Each message, in order, over all its streams. */
  readonly seen: readonly Valuation[];
  /** The last one. */
  readonly last: Valuation;
  /** How often the stream broke and it called again. */
  readonly reconnects: number;
}

/**
 * Watches through the gateway until the final state, as a client does that calls again when its stream breaks.
 *
 * @param onMessage called with each message; a promise that it returns is awaited before the next is read
 */
export async function watch(
  edge: Edge,
  name: string,
  onMessage: (valuation: Valuation) => Promise<void> | void = () => undefined,
): Promise<Watched> {
  const seen: Valuation[] = [];
  let streams = 0;
  const last = await until(
    `the final state of ${name}`,
    async () => {
      streams++;
      try {
        for await (const { valuation } of clientOf(edge, ValuationService).watchValuation({ name })) {
          if (valuation === undefined) throw new Error("a message of WatchValuation has no valuation");
          seen.push(valuation);
          await onMessage(valuation);
        }
      } catch (error) {
        if (!isBreak(error)) throw new Stop(error);
      }
      const latest = seen.at(-1);
      return latest !== undefined && isFinal(latest) && latest;
    },
    { withinMs: 100_000, everyMs: 250, giveUpOn: (error) => error instanceof Stop },
  );
  return { seen, last, reconnects: streams - 1 };
}

/** An error after which calling again makes no sense. */
class Stop extends Error {
  constructor(cause: unknown) {
    super(String(cause), { cause });
  }
}

/** Whether an error says that the connection or the replica behind it has gone, rather than that the call was wrong. */
function isBreak(error: unknown): boolean {
  const { code } = ConnectError.from(error);
  return code === Code.Unavailable || code === Code.Aborted || code === Code.Unknown;
}

/** Values a portfolio through an edge and returns the finished valuation. Throws where it did not succeed. */
export async function value(edge: Edge, portfolio: NewPortfolio, spec: NewSpec): Promise<Valuation> {
  const name = await startValuation(edge, portfolio, spec);
  return succeeded((await watch(edge, name)).last);
}

/** Returns the valuation if it has succeeded, and throws with its error if not. */
export function succeeded(valuation: Valuation): Valuation {
  if (valuation.state === State.SUCCEEDED) return valuation;
  const why = valuation.error ? `: ${valuation.error.message}` : "";
  throw new Error(`${valuation.name} is ${State[valuation.state]}${why}`);
}

/** Resolves once the valuation has done at least a share of its paths; the moment to break something. */
export async function inTheMiddle(edge: Edge, name: string, share = 0.2): Promise<Valuation> {
  return until(
    `${name} to be at ${share * 100} %`,
    async () => {
      const valuation = await getValuation(edge, name);
      if (isFinal(valuation)) throw new Stop(`${name} was over before it could be disturbed`);
      const { pathsDone = 0n, pathsPlanned = 1n } = valuation.progress ?? {};
      return Number(pathsDone) / Number(pathsPlanned) >= share && valuation;
    },
    { withinMs: 60_000, everyMs: 25, giveUpOn: (error) => error instanceof Stop },
  );
}
