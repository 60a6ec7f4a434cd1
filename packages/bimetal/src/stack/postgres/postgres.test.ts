import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ProcessEntry } from "../../derive/processes.ts";
import type { Replica, Stack } from "../model.ts";
import { portPool } from "../ports.ts";
import { startStack } from "../stack.ts";

let root: string;
let processes: ProcessEntry[];
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "database-"));
  const port = await portPool().take();
  processes = [
    { name: "store", kind: "database", replicas: 1, port, memory: "256m", after: [], addresses: {}, env: {} },
  ];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function only(stack: Stack): Replica {
  const [database] = stack.replicas("store");
  if (database === undefined) throw new Error("there is no database");
  return database;
}

/** What a server answers to a client that asks for encryption: one byte, before it wants to know who it is. */
async function answer({ address }: Replica): Promise<string> {
  const [host, port] = address.split(":");
  const socket = connect(Number(port), host);
  socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  const [byte] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return byte.toString();
}

const said = ({ logs }: Replica, text: string) => logs.filter(({ msg }) => msg?.includes(text)).length;

test("comes back on the same port with its data after kill -9, and after a stop", async () => {
  await using stack = await startStack({ root, processes });
  const database = only(stack);
  const { address } = database;
  expect(await answer(database)).toMatch(/^[NS]$/);

  database.signal("SIGKILL");
  expect(await database.exited).toEqual({ code: 137, signal: "SIGKILL" });
  await database.start();
  expect(said(database, "automatic recovery in progress")).toBe(1);
  expect(database.address).toBe(address);
  expect(await answer(database)).toMatch(/^[NS]$/);

  await database.restart();
  expect(said(database, "received fast shutdown request")).toBe(1);
  expect(said(database, "automatic recovery in progress"), "stopped cleanly the second time").toBe(1);
});

test("the data stays for the next stack, whose start a dead server's note does not prevent", async () => {
  const note = join(root, ".bimetal", "store", "data", "postmaster.pid");
  {
    await using stack = await startStack({ root, processes });
    expect(readFileSync(note, "utf8")).toContain(only(stack).address.split(":")[1]);
  }
  // The number of the dead server is by now that of a process which is no database.
  writeFileSync(note, `${process.pid}\n/elsewhere\n0\n5432\n\n127.0.0.1\n`);
  await using stack = await startStack({ root, processes });
  expect(said(only(stack), "database system was shut down")).toBe(1);
});

test("data of another version is left alone and named", async () => {
  await (await startStack({ root, processes })).stop();
  writeFileSync(join(root, ".bimetal", "store", "data", "PG_VERSION"), "12\n");
  await expect(startStack({ root, processes })).rejects.toThrow(/holds data of PostgreSQL 12, and this is \d+: move/);
});
