import { medianOf, type Result } from "./results.ts";

/** What the gateway is to reach, beside what it reached. */
export interface Goal {
  readonly what: string;
  readonly wanted: string;
  /** Undefined where it was not measured. */
  readonly measured: number | undefined;
  readonly met: boolean | undefined;
}

/** Compares the medians with the goals. */
export function goalsOf(results: readonly Result[]): Goal[] {
  const of = (scenario: string, subject: Parameters<typeof medianOf>[2] = "gateway") =>
    medianOf(results, scenario, subject);
  const atLeast = (what: string, measured: number | undefined, wanted: number): Goal => ({
    what,
    wanted: `at least ${wanted.toFixed(2)}`,
    measured,
    met: measured === undefined ? undefined : measured >= wanted,
  });
  const atMost = (what: string, measured: number | undefined, wanted: number): Goal => ({
    what,
    wanted: `at most ${wanted.toFixed(2)}`,
    measured,
    met: measured === undefined ? undefined : measured <= wanted,
  });
  return [
    atLeast("unary JSON, gateway / grpc-gateway", ratio(of("json"), of("json", "grpc-gateway")), 1.4),
    atLeast("unary JSON, gateway / connect-node", ratio(of("json"), of("json", "connect-node")), 8),
    atMost("p99 at the same rate, gateway / grpc-gateway", ratio(of("p99"), of("p99", "grpc-gateway")), 1),
    atLeast("gateway, binary Connect / JSON", ratio(of("connect-binary"), of("json")), 1.5),
    atLeast("gateway, gRPC-Web / JSON", ratio(of("grpc-web"), of("json")), 1.5),
    atLeast("small messages, gateway / vanguard", ratio(of("stream-small"), of("stream-small", "vanguard")), 1),
    atLeast("64 KiB messages, gateway / vanguard", ratio(of("stream-large"), of("stream-large", "vanguard")), 1),
    // A stream that were kept in memory would be 1,125 MiB more, ten times the shorter one.
    atMost("memory of the gateway, long stream / short stream", ratio(of("memory-long"), of("memory-short")), 1.25),
    atMost("ms that the gateway adds for one client", difference(of("idle"), of("idle", "direct")), 0.3),
  ];
}

function ratio(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b;
}

function difference(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}
