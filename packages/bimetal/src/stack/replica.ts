import { setTimeout as delay } from "node:timers/promises";
import { type Child, type Program, startChild } from "./child.ts";
import { lastLines, StackError } from "./error.ts";
import type { Guard } from "./guard.ts";
import { healthy } from "./health.ts";
import { type LogLine, parseLogLine } from "./log-line.ts";
import type { Exit, Replica, ReplicaState, StackEvent } from "./model.ts";

/** How a replica is run. */
export interface ReplicaSpec {
  readonly component: string;
  readonly index: number;
  readonly address: string;
  /** What to run; asked for at each start. */
  readonly program: () => Promise<Program>;
  /** Whether a line of the log says that it is ready, or worth a check. */
  readonly saysReady: (line: LogLine) => boolean;
  /** Says by exit code 0 that it is ready. Without it, its log line does. */
  readonly check?: () => Program;
  /** Lines that say that the next start may do better: what an earlier process held is not free yet. */
  readonly passes?: RegExp;
  readonly readyWithinMs: number;
  readonly stopWithinMs: number;
}

/** Older lines are dropped. */
const keptLines = 50_000;

/** How often a start is made again that failed for what passes. */
const [tries, betweenTriesMs] = [20, 250];

/** Makes a replica, which does not run yet. */
export function createReplica(spec: ReplicaSpec, guard: Guard, emit: (event: StackEvent) => void): Replica {
  const { component, index, address, stopWithinMs } = spec;
  const logs: LogLine[] = [];
  const saidReady = new EventTarget();
  let state: ReplicaState = "waiting";
  let child: Child | undefined;
  let starting: Promise<void> | undefined;
  /** Whether it is to run: a stop may come while a start is on its way. */
  let wanted = false;
  let exited: Promise<Exit> = Promise.resolve({ code: 0 });

  const enter = (next: ReplicaState, more: { exit?: Exit; unexpected?: boolean } = {}) => {
    state = next;
    emit({ type: "state", component, index, state, address, ...more });
  };
  const onLine = (text: string) => {
    const line = parseLogLine(text);
    logs.push(line);
    if (logs.length > keptLines) logs.shift();
    emit({ type: "log", component, index, line });
    if (spec.saysReady(line)) saidReady.dispatchEvent(new Event("ready"));
  };

  const launch = async (): Promise<Child> => {
    const program = await spec.program().catch((error: Error) => {
      enter("exited", { exit: { code: 127 }, unexpected: false });
      throw error;
    });
    if (!wanted) throw new StackError(`${component} ${index} was stopped while it started`);
    const started = startChild(program, guard, onLine);
    child = started;
    exited = started.exited.then((exit) => {
      const unexpected = state !== "stopping";
      child = undefined;
      enter("exited", { exit, unexpected });
      return exit;
    });
    return started;
  };

  /** Starts it once. True when it is ready, false when it ended for what passes. */
  const attempt = async (last: boolean): Promise<boolean> => {
    const from = logs.length;
    const stop = new AbortController();
    const bound = setTimeout(() => stop.abort("time"), spec.readyWithinMs);
    const ready = new Promise<void>((resolve) => saidReady.addEventListener("ready", () => resolve(), { once: true }));
    enter("starting");
    await launch();
    const end = exited.then((exit) => {
      stop.abort("exit");
      return exit;
    });
    try {
      const aborted = new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve()));
      const up = spec.check === undefined ? ready : healthy(spec.check(), guard, saidReady, stop.signal);
      await Promise.race([up.catch(() => undefined), aborted]);
    } finally {
      clearTimeout(bound);
    }
    if (!stop.signal.aborted) {
      enter("ready");
      return true;
    }
    const said = logs.slice(from);
    if (stop.signal.reason === "exit") {
      const exit = await end;
      if (!last && said.some(({ msg }) => spec.passes?.test(msg ?? ""))) return false;
      throw new StackError(`${component} ${index} ended while it started (${describeExit(exit)})\n${lastLines(said)}`);
    }
    await stopNow();
    throw new StackError(`${component} ${index} was not ready after ${spec.readyWithinMs} ms\n${lastLines(said)}`);
  };

  const stopNow = async () => {
    const running = child;
    if (running === undefined) return;
    enter("stopping");
    await running.stop(stopWithinMs);
    await exited;
  };

  const replica: Replica = {
    component,
    index,
    address,
    logs,
    get state() {
      return state;
    },
    get pid() {
      return child?.pid;
    },
    get exited() {
      return exited;
    },
    signal(name) {
      if (child?.signal(name) !== true) throw new StackError(`${component} ${index} does not run`);
    },
    start() {
      wanted = true;
      if (state === "ready" && child !== undefined) return Promise.resolve();
      starting ??= (async () => {
        for (let n = 1; !(await attempt(n === tries)); n++) await delay(betweenTriesMs);
      })().finally(() => {
        starting = undefined;
      });
      return starting;
    },
    async stop() {
      wanted = false;
      await stopNow();
      await starting?.catch(() => undefined);
    },
    async restart() {
      await replica.stop();
      await replica.start();
    },
    kill() {
      wanted = false;
      child?.killGroup();
    },
  };
  return replica;
}

/** An exit for people. */
export function describeExit({ code, signal }: Exit): string {
  return signal === undefined ? `exit code ${code}` : signal;
}
