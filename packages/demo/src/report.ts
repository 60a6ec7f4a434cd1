import { type Duration, durationMs, type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";
import type { Code } from "@connectrpc/connect";
import type { Portfolio } from "@workspace/proto/risk/v1/portfolio_pb";
import { Sampling, type Valuation, Valuation_State } from "@workspace/proto/risk/v1/valuation_pb";
import type { Reduction } from "./arguments.ts";
import { closedFormOf } from "./closed-form/of-position.ts";
import { codeName } from "./failure.ts";
import { type GreekReport, greeksOf } from "./greeks.ts";
import { type LossReport, lossesOf } from "./losses.ts";

/** Below this share of the value a standard error is rounding, and nothing to measure a difference with. */
const ROUNDING = 1e-8;

/** An estimate beside what it should be; all in currency. Numbers that are not known are null. */
export interface Comparison {
  estimate: number;
  standardError: number;
  closedForm: number | null;
  /** (estimate - closed form) / standard error. */
  deviation: number | null;
}

/** The value of one unit of a position. */
export interface PositionReport extends Comparison {
  id: string;
  quantity: number;
  /** Where they were asked for. */
  greeks?: GreekReport[];
}

/** What one engine did. */
export interface EngineReport {
  engine: string;
  tier: string;
  threads: number;
  blocks: number;
  busySeconds: number;
}

/** All that the tables show, and what `--json` says beside the valuation. */
export interface Report {
  /** The resource name. */
  valuation: string;
  /** `SUCCEEDED`, `FAILED`, `CANCELLED`, ... */
  state: string;
  paths: number;
  /** What lowered their variance. */
  reduction: Reduction;
  /** From the start of the work to its end, by the clock of the service. */
  seconds: number | null;
  pathsPerSecond: number | null;
  /** Null before the first estimate. */
  total: Comparison | null;
  positions: PositionReport[];
  /** Where it was asked for, and the valuation has got so far. */
  losses?: LossReport;
  engines: EngineReport[];
  /** The share of the engines' thread time in which no thread computed for the result; see `outsideEngines`. */
  outsideEngines: number | null;
  /** Present where the valuation failed. */
  error?: { code: string; message: string };
}

/** Puts together what a valuation found and what is known exactly. */
export function reportOn(valuation: Valuation, portfolio: Portfolio): Report {
  const paths = Number(valuation.result?.paths ?? 0n);
  const seconds = secondsBetween(valuation.startTime, valuation.endTime);
  const losses = lossesOf(valuation);
  const engines = valuation.engines.map(({ engine, tier, threads, blocks, busy }) => ({
    engine,
    tier,
    threads,
    blocks: Number(blocks),
    busySeconds: secondsOf(busy),
  }));
  return {
    valuation: valuation.name,
    state: stateName(valuation.state),
    paths,
    reduction: {
      antithetic: valuation.spec?.antithetic ?? false,
      controlVariates: valuation.spec?.controlVariates ?? false,
      sampling: valuation.spec?.sampling ?? Sampling.UNSPECIFIED,
    },
    seconds,
    pathsPerSecond: seconds === null || seconds === 0 ? null : paths / seconds,
    total: totalOf(valuation, portfolio),
    positions: positionsOf(valuation, portfolio),
    ...(losses === undefined ? {} : { losses }),
    engines,
    outsideEngines: seconds === null ? null : outsideEngines(engines, seconds),
    ...(valuation.error === undefined ? {} : { error: errorOf(valuation.error) }),
  };
}

/** The name of a state without its prefix. */
export function stateName(state: Valuation_State): string {
  return Valuation_State[state] ?? `state ${state}`;
}

/**
 * 1 - (time computed for the result) / (duration * threads): waiting, transport, storage, and blocks computed twice. Clocks of
 * several machines are compared, so a negative value is only their disagreement.
 */
function outsideEngines(engines: readonly EngineReport[], seconds: number): number | null {
  const threads = engines.reduce((sum, engine) => sum + engine.threads, 0);
  const busy = engines.reduce((sum, engine) => sum + engine.busySeconds, 0);
  return threads === 0 || seconds === 0 ? null : Math.max(0, 1 - busy / (seconds * threads));
}

function positionsOf(valuation: Valuation, portfolio: Portfolio): PositionReport[] {
  const estimates = new Map(valuation.result?.positions.map((position) => [position.positionId, position]));
  return portfolio.positions.flatMap((position) => {
    const found = estimates.get(position.id);
    if (found?.price === undefined) return [];
    const greeks = greeksOf(found.greeks);
    return {
      id: position.id,
      quantity: position.quantity,
      ...compare(found.price, closedFormOf(portfolio, position)),
      ...(greeks.length === 0 ? {} : { greeks }),
    };
  });
}

function totalOf({ result }: Valuation, portfolio: Portfolio): Comparison | null {
  if (result?.total === undefined) return null;
  const exact = portfolio.positions.reduce<number | null>((sum, position) => {
    const value = sum === null ? null : closedFormOf(portfolio, position);
    return sum === null || value === null ? null : sum + position.quantity * value;
  }, 0);
  return compare(result.total, exact);
}

function compare({ value, standardError }: { value: number; standardError: number }, exact: number | null): Comparison {
  // It is 0 where no path paid anything, or all paid the same.
  const spread = standardError > ROUNDING * Math.abs(value);
  const deviation = exact === null || !spread ? null : (value - exact) / standardError;
  return { estimate: value, standardError, closedForm: exact, deviation };
}

function errorOf({ code, message }: { code: number; message: string }): { code: string; message: string } {
  return { code: codeName(code as Code), message };
}

function secondsBetween(start: Timestamp | undefined, end: Timestamp | undefined): number | null {
  return start === undefined || end === undefined ? null : Math.max(0, (timestampMs(end) - timestampMs(start)) / 1000);
}

function secondsOf(duration: Duration | undefined): number {
  return duration === undefined ? 0 : durationMs(duration) / 1000;
}
