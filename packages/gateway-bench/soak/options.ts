import { parseArgs } from "node:util";

export const help = `soak: churn of clients and restarts of upstreams for a while, and the memory of the gateway before and after

Usage: node packages/gateway-bench/soak.ts [options]

  --minutes <n>          how long it takes, a number above 0 (default 10)
  --clients <n>          how many clients there are at a time (default 16)
  --restart-seconds <n>  how often one of the two upstreams is killed (default 5)
  --help                 print this

It takes Go, which builds the upstream.
Exit codes: 0 all is well; 1 the memory grew by more than its bound, or a call failed that was not on the upstream that was
killed; 2 wrong arguments.
`;

export interface Options {
  readonly minutes: number;
  readonly clients: number;
  readonly restartSeconds: number;
}

/** Reads the arguments: options, a wish for help, or what is wrong with them. */
export type Parsed =
  | { readonly kind: "options"; readonly options: Options }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly reason: string };

export function parseOptions(args: readonly string[]): Parsed {
  try {
    const text = { type: "string" } as const;
    const { values } = parseArgs({
      args: [...args],
      options: { minutes: text, clients: text, "restart-seconds": text, help: { type: "boolean" } },
    });
    if (values.help) return { kind: "help" };
    const clients = positive("--clients", values.clients ?? "16");
    if (!Number.isInteger(clients)) throw new Error(`--clients must be a whole number, not ${clients}`);
    return {
      kind: "options",
      options: {
        minutes: positive("--minutes", values.minutes ?? "10"),
        clients,
        restartSeconds: positive("--restart-seconds", values["restart-seconds"] ?? "5"),
      },
    };
  } catch (error) {
    return { kind: "wrong", reason: error instanceof Error ? error.message : String(error) };
  }
}

function positive(flag: string, value: string): number {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : 0;
  if (number <= 0) throw new Error(`${flag} must be a number above 0, not ${value}`);
  return number;
}
