import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "../stack/child.ts";
import { StackError } from "../stack/error.ts";
import type { Guard } from "../stack/guard.ts";
import { portPool } from "../stack/ports.ts";
import { prepareCluster } from "../stack/postgres/cluster.ts";

/** A PostgreSQL server for the measurements alone. */
export interface Database extends AsyncDisposable {
  readonly url: string;
}

const stopsWithinMs = 15_000;

/** Starts the embedded PostgreSQL, as `bimetal dev` does, with data of its own that goes with it. */
export async function startDatabase(guard: Guard): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), "bimetal-bench-"));
  // The server may run as another user.
  chmodSync(folder, 0o711);
  guard.removeAtEnd(folder);
  const cluster = await prepareCluster(join(folder, "postgres"), await portPool().take());
  const lines: string[] = [];
  const { promise: ready, resolve } = Promise.withResolvers<"ready">();
  const child = startChild(await cluster.program(), guard, (line) => {
    lines.push(line);
    if (cluster.saysReady(line)) resolve("ready");
  });
  const first = await Promise.race([ready, child.exited]);
  if (first !== "ready") throw new StackError(`PostgreSQL ended while it started:\n${lines.slice(-20).join("\n")}`);
  return {
    url: cluster.url,
    async [Symbol.asyncDispose]() {
      await child.stop(stopsWithinMs);
    },
  };
}
