import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLog } from "../telemetry/log.ts";
import { createWorkers, type WorkerProcess } from "./workers.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Workers that do what a test says. */
function setup(count = 2) {
  const lines: Record<string, unknown>[] = [];
  const log = createLog("gateway", "debug", { write: (line) => lines.push(JSON.parse(line)) });
  const forked: { worker: EventEmitter; orders: string[] }[] = [];
  const fork = () => {
    const one = { worker: new EventEmitter(), orders: [] as string[] };
    forked.push(one);
    return Object.assign(one.worker, { send: (order: string) => one.orders.push(order) }) as WorkerProcess;
  };
  const workers = createWorkers(count, fork, log);
  const listen = () => {
    for (const { worker } of forked) worker.emit("listening");
  };
  const exit = (index: number, code: number | null, signal: string | null = null) =>
    forked[index]?.worker.emit("exit", code, signal);
  return { workers, forked, lines, listen, exit };
}

test("so many are started, and hear what is ordered", async () => {
  const { workers, forked, listen, exit } = setup(3);
  listen();
  workers.reload();
  workers.stop();
  workers.stop();
  expect(forked.map(({ orders }) => orders)).toEqual(Array(3).fill(["reload", "stop"]));
  for (const index of [0, 1, 2]) exit(index, 0);
  expect(await workers.ended).toBe(0);
  await vi.runAllTimersAsync();
  expect(forked).toHaveLength(3);
});

test("one that could not drain in time gives its exit code to all", async () => {
  const { workers, listen, exit } = setup();
  listen();
  workers.stop();
  exit(0, 1);
  exit(1, 0);
  expect(await workers.ended).toBe(1);
});

test("one that ends is replaced, later each time that its successor ends young, up to ten seconds", () => {
  const { forked, lines, listen, exit } = setup();
  listen();
  for (const delay of [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]) {
    const last = forked.length - 1;
    exit(last, null, "SIGKILL");
    expect(lines.at(-1)).toMatchObject({ level: "warn", signal: "SIGKILL", delay_ms: delay });
    vi.advanceTimersByTime(delay - 1);
    expect(forked).toHaveLength(last + 1);
    vi.advanceTimersByTime(1);
    expect(forked).toHaveLength(last + 2);
  }
});

test("one that lived for a minute is replaced soon, whatever was before", () => {
  const { forked, lines, listen, exit } = setup();
  listen();
  exit(1, 1);
  vi.advanceTimersByTime(100);
  vi.advanceTimersByTime(60_000);
  exit(2, 1);
  expect(lines.at(-1)).toMatchObject({ delay_ms: 100 });
  expect(forked).toHaveLength(3);
});

test("before any has listened, the end of one is the end of all", async () => {
  const { workers, forked, exit } = setup();
  exit(0, 2);
  expect(forked[1]?.orders).toEqual(["stop"]);
  exit(1, 0);
  expect(await workers.ended).toBe(2);
});

test("one that waits to be replaced is not, once all are to stop", async () => {
  const { workers, forked, listen, exit } = setup();
  listen();
  exit(0, 1);
  exit(1, 1);
  workers.stop();
  expect(await workers.ended).toBe(0);
  await vi.runAllTimersAsync();
  expect(forked).toHaveLength(2);
});
