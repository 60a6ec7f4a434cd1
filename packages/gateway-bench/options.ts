import { parseArgs } from "node:util";
import { type PeerName, peerNames } from "./peers.ts";
import { type Scenario, scenarios } from "./scenarios.ts";

export const help = `bench: the gateway and its peers in front of one gRPC server, measured in turn

Usage: node packages/gateway-bench/run.ts [options]

  --rounds <n>     how often each peer is measured in each scenario; the median counts (default 3)
  --seconds <n>    how long a measurement takes (default 4)
  --only <names>   comma-separated scenarios (default all): ${scenarios.map(({ name }) => name).join(", ")}
  --peers <names>  comma-separated peers (default all): ${peerNames.join(", ")}
  --rate <n>       calls per second of p99 (default half of what grpc-gateway reaches in json)
  --json           print one JSON object instead of tables
  --help           print this

It takes Go, which builds the peers from their modules, and wrk (apt-get install wrk, or brew install wrk).
Exit codes: 0 measured, 1 a measurement failed, 2 wrong arguments or something is not installed. Goals that are missed change nothing.
`;

export interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly scenarios: readonly Scenario[];
  readonly peers: readonly PeerName[];
  readonly rate: number | undefined;
  readonly json: boolean;
}

/** Reads the arguments: options, a wish for help, or what is wrong with them. */
export type Parsed =
  | { readonly kind: "options"; readonly options: Options }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly reason: string };

export function parseOptions(args: readonly string[]): Parsed {
  try {
    return parse(args);
  } catch (error) {
    return { kind: "wrong", reason: error instanceof Error ? error.message : String(error) };
  }
}

function parse(args: readonly string[]): Parsed {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: text, seconds: text, only: text, peers: text, rate: text, json: flag, help: flag },
  });
  if (values.help) return { kind: "help" };
  const chosen = select("--only", values.only, scenarios, ({ name }) => name);
  const peers = select("--peers", values.peers, peerNames, (name) => name);
  const rate = values.rate === undefined ? undefined : positive("--rate", values.rate);
  const names = chosen.map(({ name }) => name);
  if (names.includes("p99") && rate === undefined && !(names.includes("json") && peers.includes("grpc-gateway"))) {
    throw new Error("p99 needs --rate, or the scenario json with the peer grpc-gateway, from which the rate follows");
  }
  return {
    kind: "options",
    options: {
      rounds: positive("--rounds", values.rounds ?? "3"),
      seconds: positive("--seconds", values.seconds ?? "4"),
      scenarios: chosen,
      peers,
      rate,
      json: values.json ?? false,
    },
  };
}

function positive(flag: string, value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`${flag} must be a whole number above 0, not ${value}`);
  return Number(value);
}

function select<T>(
  flag: string,
  value: string | undefined,
  all: readonly T[],
  nameOf: (one: T) => string,
): readonly T[] {
  const names = value?.split(",").map((name) => name.trim());
  const unknown = names?.find((name) => !all.some((one) => nameOf(one) === name));
  if (unknown !== undefined) throw new Error(`${flag} knows no ${unknown}; it has ${all.map(nameOf).join(", ")}`);
  return names === undefined ? all : all.filter((one) => names.includes(nameOf(one)));
}
