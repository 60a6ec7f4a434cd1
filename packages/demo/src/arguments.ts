import { parseArgs } from "node:util";
import type { Failure } from "./failure.ts";
import { SAMPLE_FILE } from "./portfolio-file.ts";

/** 1024 blocks: some seconds of two cores, and a standard error that shows three digits of most prices. */
export const DEFAULT_PATHS = 4_194_304n;
export const DEFAULT_URL = "http://localhost:8080";

/** When a valuation is done. */
export type Stop = { case: "paths"; value: bigint } | { case: "target"; value: { standardError: number } };

/** What the command line asks for. */
export interface RunOptions {
  kind: "run";
  file: string;
  /** The gateway's address, without a slash at its end. */
  url: string;
  stop: Stop;
  seed: bigint;
  greeks: boolean;
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

  const stop = stopOf(values.paths, values["target-standard-error"]);
  if (typeof stop === "string") return usage(stop);

  const seed = wholeNumber(values.seed ?? "0", 2n ** 64n - 1n);
  if (seed === undefined) return usage("--seed takes a whole number below 2^64");

  return {
    kind: "run",
    file: positionals[0] ?? SAMPLE_FILE,
    url: url.replace(/\/+$/, ""),
    stop,
    seed,
    greeks: values.greeks ?? false,
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
        json: { type: "boolean" },
        "next-steps": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return error as Error;
  }
}

function stopOf(paths: string | undefined, target: string | undefined): Stop | string {
  if (target === undefined) {
    const value = paths === undefined ? DEFAULT_PATHS : wholeNumber(paths, 2n ** 40n);
    if (value === undefined || value === 0n) return "--paths takes a whole number from 1 to 2^40";
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
