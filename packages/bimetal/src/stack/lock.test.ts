import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeLock } from "./lock.ts";
import { isAlive } from "./process-table.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(folder, "made", "lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("is held until it is given back", async () => {
  const giveBack = await takeLock(file, "it", 0);
  await expect(takeLock(file, "it", 0)).rejects.toThrow(`it already runs (process ${process.pid}): stop it first`);
  giveBack();
  expect(existsSync(file)).toBe(false);
  (await takeLock(file, "it", 0))();
});

test("is taken from a process that is gone, even where another has its number now", async () => {
  const giveBack = await takeLock(file, "it", 0);
  const other = { pid: process.pid, started: "at another time", watchdog: 2 ** 30 };
  writeFileSync(file, JSON.stringify(other));
  const again = await takeLock(file, "it", 0);
  again();
  giveBack();
});

test("waits for the watchdog of a process that is gone", async () => {
  const watchdog = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
  (await takeLock(file, "it", 0))();
  writeFileSync(file, JSON.stringify({ pid: 2 ** 30, started: "", watchdog: watchdog.pid }));
  const taking = takeLock(file, "it", 0).then((giveBack) => {
    // By the process table, which knows it before an event says so.
    expect(isAlive(Number(watchdog.pid)), "the watchdog").toBe(false);
    giveBack();
  });
  const exit = once(watchdog, "exit");
  watchdog.stdin.end();
  await Promise.all([exit, taking]);
});
