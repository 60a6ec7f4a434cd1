import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { StackError } from "./error.ts";
import { isAlive, startOf } from "./process-table.ts";

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly started: string;
  /** The holder's watchdog: as long as it lives, something of the holder's may. */
  readonly watchdog: number;
}

/** How long to wait for what a killed holder has left running to be gone. */
const leftoverMs = 20_000;

/**
 * Makes this process the only one that uses what the lock stands for, until it gives the lock back or is gone.
 *
 * @param what what it stands for, as it is to stand in the message
 * @returns gives the lock back
 * @throws StackError where another process holds it
 */
export async function takeLock(file: string, what: string, watchdog: number): Promise<() => void> {
  mkdirSync(dirname(file), { recursive: true });
  const mine: Holder = { pid: process.pid, started: startOf(process.pid) ?? "", watchdog };
  for (const end = Date.now() + leftoverMs; ; ) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readHolder(file);
    if (holder !== undefined && isAlive(holder.pid) && startOf(holder.pid) === holder.started) {
      throw new StackError(`${what} already runs (process ${holder.pid}): stop it first`);
    }
    if (holder !== undefined && isAlive(holder.watchdog) && Date.now() < end) await delay(50);
    else rmSync(file, { force: true });
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    // Given back meanwhile, or cut off by the end of its writer.
    return undefined;
  }
}
