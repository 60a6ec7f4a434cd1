import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface Options {
  /** Primes are counted up to and including it. */
  readonly limit: bigint;
  /** The gateway's address, without a slash at its end. */
  readonly url: string;
  readonly json: boolean;
  readonly nextSteps: boolean;
}

/** The arguments cannot be used. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const most = 10n ** 12n - 1n;

/** What `--help` prints. */
export const help = `Counts primes through the gateway.

Usage: demo [options]

  --limit N     count those up to N, at most 10^12 - 1; default 1_000_000_000
  --url URL     the gateway; default: GATEWAY_URL, or http://localhost:8080
  --json        print one JSON document on standard output, and no progress
  --next-steps  say at the end what to try next
  -h, --help    print this

Examples:
  demo --limit 10_000_000_000
  demo --json | jq .primes

Exit codes: 0 counted, 1 failed or the count is not the published one, 2 wrong arguments, 3 the gateway could not be reached.
`;

/**
 * Reads the arguments behind the program's name, and `GATEWAY_URL`.
 *
 * @returns undefined where help is asked for
 * @throws UsageError
 */
export function readArguments(args: string[], env: NodeJS.ProcessEnv): Options | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  const url = values.url ?? (env.GATEWAY_URL || "http://localhost:8080");
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) throw new UsageError(`${url} is not an http address`);
  const digits = (values.limit ?? "1000000000").replaceAll("_", "");
  if (!/^\d+$/.test(digits) || BigInt(digits) > most)
    throw new UsageError(`--limit takes a whole number up to ${most}`);
  return {
    limit: BigInt(digits),
    url: url.replace(/\/+$/, ""),
    json: values.json ?? false,
    nextSteps: values["next-steps"] ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        limit: { type: "string" },
        url: { type: "string" },
        json: { type: "boolean" },
        "next-steps": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
