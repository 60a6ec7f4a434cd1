import { parseArgs } from "node:util";
import { Sampling } from "@workspace/proto/risk/v1/valuation_pb";
import type { Failure } from "./failure.ts";
import { LOSS_SAMPLE_FILE, SAMPLE_FILE } from "./portfolio-file.ts";

/** 1024 blocks: some seconds of two cores, and a standard error that shows three digits of most prices. */
export const DEFAULT_PATHS = 4_194_304n;
/** Of a loss distribution: 64 blocks, and a value at risk to about a hundredth of itself. */
export const DEFAULT_SCENARIOS = 262_144n;
/** All scenarios are kept, so there may not be any number of them. */
const MOST_SCENARIOS = 2n ** 20n;
export const DEFAULT_URL = "http://localhost:8080";

/** When a valuation is done. */
export type Stop = { case: "paths"; value: bigint } | { case: "target"; value: { standardError: number } };

/** What shall lower the variance of the estimates, in the fields of a `ValuationSpec`. */
export interface Reduction {
  antithetic: boolean;
  controlVariates: boolean;
  sampling: Sampling;
}

/** What a loss distribution has no room for. */
const NOT_WITH_LOSS = ["greeks", "target-standard-error", "antithetic", "control-variates", "sobol"] as const;

/** What the command line asks for. */
export interface RunOptions {
  kind: "run";
  file: string;
  /** The gateway's address, without a slash at its end. */
  url: string;
  stop: Stop;
  seed: bigint;
  greeks: boolean;
  reduction: Reduction;
  /** The horizon of the loss distribution; unset: prices are asked for. */
  lossYears?: number;
  json: boolean;
  nextSteps: boolean;
}

/** Reads the arguments behind the program's name, and `GATEWAY_URL`. */
export function parseArguments(args: string[], env: NodeJS.ProcessEnv): RunOptions | { kind: "help" } | Failure {
  const parsed = parse(args);
  if (parsed instanceof Error) return usage(parsed.message);
  const { values, positionals } = parsed;
  if (values.help) return { kind: "help" };
  if (positionals.length > 1) return usage(`one file at most, not ${positionals.length}`);

  const url = values.url ?? (env.GATEWAY_URL || DEFAULT_URL);
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) return usage(`${url} is not an http address`);

  const lossYears = values.loss === undefined ? undefined : Number(values.loss);
  if (lossYears !== undefined && !(lossYears > 0 && lossYears <= 100)) {
    return usage("--loss takes a number of years above 0, 100 at most");
  }
  const besideLoss = NOT_WITH_LOSS.find((name) => values[name] !== undefined);
  if (lossYears !== undefined && besideLoss !== undefined)
    return usage(`--loss and --${besideLoss} exclude each other`);
  if (values.antithetic && values.sobol) return usage("--antithetic and --sobol exclude each other");
  const scenarios = lossYears === undefined ? undefined : DEFAULT_SCENARIOS;
  const stop = stopOf(values.paths, values["target-standard-error"], scenarios);
  if (typeof stop === "string") return usage(stop);

  const seed = wholeNumber(values.seed ?? "0", 2n ** 64n - 1n);
  if (seed === undefined) return usage("--seed takes a whole number below 2^64");

  return {
    kind: "run",
    file: positionals[0] ?? (lossYears === undefined ? SAMPLE_FILE : LOSS_SAMPLE_FILE),
    url: url.replace(/\/+$/, ""),
    stop,
    seed,
    greeks: values.greeks ?? false,
    reduction: {
      antithetic: values.antithetic ?? false,
      controlVariates: values["control-variates"] ?? false,
      sampling: values.sobol ? Sampling.SOBOL : Sampling.UNSPECIFIED,
    },
    ...(lossYears === undefined ? {} : { lossYears }),
    json: values.json ?? false,
    nextSteps: values["next-steps"] ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        url: { type: "string" },
        paths: { type: "string" },
        "target-standard-error": { type: "string" },
        seed: { type: "string" },
        greeks: { type: "boolean" },
        antithetic: { type: "boolean" },
        "control-variates": { type: "boolean" },
        sobol: { type: "boolean" },
        loss: { type: "string" },
        json: { type: "boolean" },
        "next-steps": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return error as Error;
  }
}

/** With a default number of scenarios, it is that of a loss distribution. */
function stopOf(paths: string | undefined, target: string | undefined, scenarios?: bigint): Stop | string {
  if (target === undefined) {
    const most = scenarios === undefined ? 2n ** 40n : MOST_SCENARIOS;
    const value = paths === undefined ? (scenarios ?? DEFAULT_PATHS) : wholeNumber(paths, most);
    if (value === undefined || value === 0n) {
      return `--paths takes a whole number from 1 to 2^${scenarios === undefined ? 40 : "20 with --loss"}`;
    }
    return { case: "paths", value };
  }
  if (paths !== undefined) return "--paths and --target-standard-error exclude each other";
  const standardError = Number(target);
  if (!(standardError > 0 && Number.isFinite(standardError))) {
    return "--target-standard-error takes a number above 0, in currency";
  }
  return { case: "target", value: { standardError } };
}

/** Underscores between digits are let through, as in source code: paths are large numbers. */
function wholeNumber(text: string, most: bigint): bigint | undefined {
  if (!/^\d+(_\d+)*$/.test(text)) return undefined;
  const value = BigInt(text.replaceAll("_", ""));
  return value <= most ? value : undefined;
}

function usage(message: string): Failure {
  return { kind: "usage", message };
}
