import cluster from "node:cluster";
import type { Log } from "../telemetry/log.ts";
import { stopSignal } from "./signals.ts";

/** What the first process tells those that serve. */
export type Order = "stop" | "reload";

/** A process that serves. */
export interface WorkerProcess {
  on(event: "listening", listener: () => void): unknown;
  /** `code` is null where a signal ended it. */
  on(event: "exit", listener: (code: number | null, signal: string | null) => void): unknown;
  send(order: Order): unknown;
}

/** The processes that serve. */
export interface Workers {
  /** Tells each, and replaces none that ends from now on. */
  stop(): void;
  reload(): void;
  /** Resolves when all have ended: to the highest of their exit codes, which is that of the failure where one failed. */
  readonly ended: Promise<number>;
}

/** How long the place of a worker that ended stays empty: at first, and at most. */
const firstDelayMs = 100;
const maxDelayMs = 10_000;
/** Who lived so long was well; what ended it is no reason to wait. */
const wellMs = 60_000;

/** Of what could not be said to one that has ended: its end is told as well. */
const ignore = () => undefined;

/** Serves by several processes until a signal comes; connections go to them in turn. Resolves to the exit code. */
export async function serveByWorkers(count: number, log: Log): Promise<number> {
  const workers = createWorkers(count, () => cluster.fork().on("error", ignore), log);
  process.on("SIGHUP", workers.reload);
  const ended = await Promise.race([workers.ended, stopSignal(log)]);
  if (ended !== undefined) return ended;
  workers.stop();
  return workers.ended;
}

/**
 * Keeps so many workers. One that ends is replaced, later each time that its successor ends young. Where none has listened yet, its end
 * is that of all: the next one would fare no better.
 */
export function createWorkers(count: number, fork: () => WorkerProcess, log: Log): Workers {
  const { promise: ended, resolve } = Promise.withResolvers<number>();
  const running = new Set<WorkerProcess>();
  const waiting = new Set<NodeJS.Timeout>();
  let listened = false;
  let stopping = false;
  let highest = 0;

  const tell = (order: Order) => {
    for (const worker of running) worker.send(order);
  };
  const settle = () => {
    if (stopping && running.size === 0) resolve(highest);
  };
  const stop = () => {
    if (stopping) return;
    stopping = true;
    for (const timer of waiting) clearTimeout(timer);
    tell("stop");
    settle();
  };

  const start = (youngEnds: number) => {
    const worker = fork();
    const bornMs = performance.now();
    running.add(worker);
    worker.on("listening", () => {
      listened = true;
    });
    worker.on("exit", (code, signal) => {
      running.delete(worker);
      if (stopping || !listened) {
        highest = Math.max(highest, code ?? 1);
        stop();
        return settle();
      }
      const before = performance.now() - bornMs < wellMs ? youngEnds : 0;
      const delayMs = Math.min(firstDelayMs * 2 ** before, maxDelayMs);
      log.warn({ code, signal, delay_ms: delayMs }, "a worker ended; another one takes its place");
      const timer = setTimeout(() => {
        waiting.delete(timer);
        start(before + 1);
      }, delayMs);
      waiting.add(timer);
    });
  };
  for (let i = 0; i < count; i++) start(0);

  return { stop, reload: () => tell("reload"), ended };
}
