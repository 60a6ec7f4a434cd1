import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { StackError } from "../error.ts";
import { commandOf, isAlive } from "../process-table.ts";

const stopsWithinMs = 15_000;

/**
 * Clears away what an earlier server has left of itself in its data folder. The caller is the only one who may use the folder: a
 * server that still runs there is nobody's and is stopped; the note of one that was killed is removed, since its number may be
 * another process' by now, and PostgreSQL would then refuse to start.
 *
 * @throws StackError where a server that is left does not stop
 */
export async function clearLeftover(data: string): Promise<void> {
  const note = join(data, "postmaster.pid");
  const pid = readPid(note);
  if (pid === undefined) return;
  const isServer = () => isAlive(pid) && /postgres/.test(commandOf(pid) ?? "");
  if (isServer()) {
    process.kill(pid, "SIGINT");
    for (const end = Date.now() + stopsWithinMs; isServer(); await delay(50)) {
      if (Date.now() > end) throw new StackError(`a PostgreSQL server (process ${pid}) still uses ${data}: stop it`);
    }
  }
  rmSync(note, { force: true });
}

function readPid(note: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(note, "utf8"), 10);
    return pid > 1 ? pid : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
