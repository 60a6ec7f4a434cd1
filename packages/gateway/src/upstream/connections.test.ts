import { expect, test } from "vitest";
import type { Connection } from "./connection.ts";
import { createConnections } from "./connections.ts";

interface FakeConnection extends Connection {
  load: number;
  usable: boolean;
  left: "no" | "retired" | "destroyed";
  /** Ends it, as its peer would. */
  end(): void;
}

/** Connections that a test makes and fills by hand. */
function setup(maxConnections = 2) {
  const dials: { succeed: () => FakeConnection; fail: () => void }[] = [];
  let ended = 0;
  const dial = (onEnd: () => void) =>
    new Promise<Connection>((resolve, reject) => {
      dials.push({
        succeed() {
          const connection: FakeConnection = {
            load: 0,
            usable: true,
            left: "no",
            call: () => expect.unreachable(),
            retire() {
              connection.left = "retired";
            },
            destroy() {
              connection.left = "destroyed";
            },
            end() {
              connection.usable = false;
              onEnd();
            },
          };
          resolve(connection);
          return connection;
        },
        fail: () => reject(new Error("no")),
      });
    });
  const connections = createConnections(dial, maxConnections, () => ended++);
  return { connections, dials, ended: () => ended };
}

/** One connection that is open. */
async function opened(maxConnections?: number) {
  const it = setup(maxConnections);
  const taken = it.connections.take();
  const first = it.dials.shift()?.succeed() as FakeConnection;
  expect(await taken).toBe(first);
  return { ...it, first };
}

test("who asks while one is made waits for the same", async () => {
  const { connections, dials } = setup();
  const taken = [connections.take(), connections.take()];
  const made = dials[0]?.succeed();
  expect(await Promise.all(taken)).toEqual([made, made]);
  expect(dials).toHaveLength(1);
});

test("a connection with many calls is still given, while another is made", async () => {
  const { connections, dials, first } = await opened();
  first.load = 100;
  expect(connections.take()).toBe(first);
  const second = dials[0]?.succeed();
  await new Promise((resolve) => setImmediate(resolve));
  expect(connections.take()).toBe(second);
  first.load = 200;
  (second as FakeConnection).load = 150;
  expect(connections.take()).toBe(second);
  expect(dials).toHaveLength(1);
});

test("where all are full another is waited for", async () => {
  const { connections, dials, first } = await opened();
  first.usable = false;
  const taken = connections.take();
  const second = dials[0]?.succeed();
  expect(await taken).toBe(second);
});

test("where all are full and no other can be made, the least loaded is given", async () => {
  const { connections, dials, first } = await opened();
  first.usable = false;
  const taken = connections.take();
  dials[0]?.fail();
  expect(await taken).toBe(first);
  const { connections: bounded, first: only } = await opened(1);
  only.usable = false;
  expect(await bounded.take()).toBe(only);
});

test("a connection that could not be made is not tried again with each call, while there is another", async () => {
  const { connections, dials, first } = await opened();
  first.load = 100;
  connections.take();
  dials[0]?.fail();
  await new Promise((resolve) => setImmediate(resolve));
  expect(connections.take()).toBe(first);
  expect(dials).toHaveLength(1);
});

test("without any each call tries, and hears why it failed", async () => {
  const { connections, dials } = setup();
  for (let i = 0; i < 2; i++) {
    const taken = connections.take();
    dials[i]?.fail();
    await expect(taken).rejects.toThrow("no");
  }
});

test("a connection that ended is not given any more", async () => {
  const { connections, dials, first, ended } = await opened();
  first.end();
  expect(ended()).toBe(1);
  const taken = connections.take();
  expect(await Promise.all([taken, dials[0]?.succeed()]).then(([one, other]) => one === other)).toBe(true);
});

test("those that are asked for their health take turns, except where they are full", async () => {
  const { connections, dials, first } = await opened();
  first.load = 100;
  connections.take();
  const second = dials[0]?.succeed();
  await new Promise((resolve) => setImmediate(resolve));
  expect([connections.next(), connections.next(), connections.next()]).toEqual([first, second, first]);
  first.usable = false;
  expect([connections.next(), connections.next()]).toEqual([second, second]);
});

test.each(["retire", "destroy"] as const)("%s meets one that is being made too", async (how) => {
  const { connections, dials, first, ended } = await opened();
  first.load = 100;
  connections.take();
  connections[how]();
  const second = dials[0]?.succeed();
  await new Promise((resolve) => setImmediate(resolve));
  const left = how === "retire" ? "retired" : "destroyed";
  expect([first.left, second?.left]).toEqual([left, left]);
  expect(ended()).toBe(0);
});
