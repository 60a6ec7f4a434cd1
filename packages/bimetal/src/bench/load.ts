import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ExpectedError } from "../command.ts";
import type { Guard } from "../stack/guard.ts";
import { finished } from "./finished.ts";
import type { Calibration } from "./noise.ts";
import { type Call, requestText } from "./plan.ts";

/** Latencies in milliseconds. */
export interface Quantiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
  readonly max: number;
}

/** What became of calls. */
export interface Outcome {
  readonly calls: number;
  readonly failed: number;
  /** Why the last of those that failed did. */
  readonly reason?: string;
  readonly latencyMs: Quantiles;
}

/** Streams that are open until they are released. */
export interface Held extends Outcome {
  readonly opened: number;
  /** Closes them. Resolves to how many had been lost. */
  release(): Promise<number>;
}

/** What is called, and where. */
export interface Target {
  /** `host:port`. */
  readonly address: string;
  readonly call: Call;
  /** Put in their places in the request. */
  readonly values?: Readonly<Record<string, string>>;
  /** Bytes that the request carries besides, which servers ignore. Defaults to 0. */
  readonly padding?: number;
}

/** The load program of the workspace: see packages/bench/cmd/load. */
export interface Load {
  /** One call; its answer's last message as JSON. */
  call(target: Target): Promise<unknown>;
  /** Calls as fast as they are answered, so many at a time; also how long it took. */
  closed(target: Target, concurrency: number, seconds: number): Promise<Outcome & { readonly seconds: number }>;
  /** Calls at a rate, in calls per second, that does not wait for answers. */
  open(target: Target, rate: number, seconds: number): Promise<Outcome>;
  /** Opens streams at a rate and holds them. */
  hold(target: Target, streams: number, rate: number): Promise<Held>;
  /** The clock of a core. */
  clock(seconds: number): Promise<Calibration>;
}

/** The folder of the measuring programs, relative to the root. */
export const benchFolder = "packages/bench";

/** A connection that carries more streams than this is none that browsers or gRPC clients would make. */
const streamsPerConnection = 100;

/** The program as it is built in the workspace; a run that is aborted rejects with the signal's reason. */
export function loadProgram(root: string, guard: Guard, signal: AbortSignal): Load {
  const command = join(root, benchFolder, "bin", "load");
  const descriptors = join(root, "proto", "gen", "descriptor.binpb");
  const run = async <T>(args: readonly string[]): Promise<T> => {
    const { code, lines } = await finished({ command, args, cwd: root, env: process.env }, guard, signal);
    if (code !== 0) throw new ExpectedError(lines.join("\n") || `load ended with ${code}`);
    return JSON.parse(lines.at(-1) ?? "") as T;
  };
  const at = ({ address, call, values, padding = 0 }: Target) => [
    ...["-target", address, "-descriptors", descriptors, "-method", call.method],
    ...["-request", requestText(call, values), "-padding", String(padding)],
  ];
  return {
    call: (target) => run(["call", ...at(target)]),
    closed: (target, concurrency, seconds) =>
      run(["closed", ...at(target), "-concurrency", String(concurrency), "-duration", `${seconds}s`]),
    open: (target, rate, seconds) => run(["open", ...at(target), "-rate", String(rate), "-duration", `${seconds}s`]),
    clock: (seconds) => run(["clock", "-duration", `${seconds}s`]),
    async hold(target, streams, rate) {
      signal.throwIfAborted();
      const connections = Math.ceil(streams / streamsPerConnection);
      const counts = ["-streams", String(streams), "-rate", String(rate), "-connections", String(connections)];
      // Its end of input ends it, which comes with the end of this process too.
      const child = spawn(command, ["hold", ...at(target), ...counts], { stdio: ["pipe", "pipe", "pipe"] });
      const kill = () => void child.kill("SIGKILL");
      signal.addEventListener("abort", kill, { once: true });
      let errors = "";
      child.stderr.on("data", (chunk) => {
        errors += chunk;
      });
      child.stdin.on("error", () => undefined);
      const exited = once(child, "exit").finally(() => signal.removeEventListener("abort", kill));
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
      const next = async () => {
        const { value, done } = await lines.next();
        signal.throwIfAborted();
        if (done) throw new ExpectedError(errors.trim() || "load ended");
        return JSON.parse(value) as Outcome & { opened: number; lost: number };
      };
      const held = await next();
      return {
        ...held,
        async release() {
          child.stdin.end();
          const { lost } = await next();
          await exited;
          return lost;
        },
      };
    },
  };
}
