import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { call, fakeProcesses, fakeWorkspace, isRefused, recordEvents, startFakes } from "../testing/fake-stack.ts";
import { startStack } from "./stack.ts";

const text = (events: ReturnType<typeof recordEvents>) =>
  events.all.flatMap((event) => (event.type === "state" ? [`${event.component} ${event.index} ${event.state}`] : []));

test("starts each component after those it calls, and tells it their addresses", async () => {
  await using fakes = await startFakes({ replicas: { worker: 2 }, env: { orders: { EXTRA: "1" } } });
  const { stack, events, processes } = fakes;
  const states = text(events);
  expect(states.indexOf("orders 1 starting")).toBeGreaterThan(states.indexOf("worker 1 ready"));
  expect(states.indexOf("orders 1 starting")).toBeGreaterThan(states.indexOf("worker 2 ready"));
  expect(states.indexOf("edge 1 starting")).toBeGreaterThan(states.indexOf("orders 1 ready"));
  const workers = stack.replicas("worker").map(({ address }) => address);
  expect(workers[0]).toBe(`127.0.0.1:${processes[0]?.port}`);
  const [orders] = stack.replicas("orders");
  const { told } = await call(orders?.address ?? "");
  expect(told.env).toMatchObject({ WORKER_ADDRESS: workers.join(","), LISTEN_ADDRESS: orders?.address, EXTRA: "1" });
  expect(told.pid).toBe(orders?.pid);
  expect(stack.gateway).toBe(`http://${stack.replicas("edge")[0]?.address}`);
});

test("stops callers before those they call, and each as it wants to be stopped", async () => {
  const fakes = await startFakes();
  await fakes[Symbol.asyncDispose]();
  const stops = text(fakes.events).filter((state) => /stopping|exited/.test(state));
  expect(stops).toEqual(["edge", "orders", "worker"].flatMap((name) => [`${name} 1 stopping`, `${name} 1 exited`]));
  expect(fakes.stack.replicas("edge")[0]?.logs.at(-1)?.msg).toBe("stopping");
  expect(await fakes.stack.replicas("edge")[0]?.exited).toEqual({ code: 0 });
});

test("a killed replica is started again under the same address", async () => {
  await using fakes = await startFakes();
  const [worker] = fakes.stack.replicas("worker");
  if (worker === undefined) throw new Error("there is no worker");
  const { told, socket } = await call(worker.address);
  worker.signal("SIGKILL");
  expect(await worker.exited).toEqual({ code: 137, signal: "SIGKILL" });
  expect(worker.pid).toBeUndefined();
  expect(() => worker.signal("SIGTERM")).toThrow("worker 1 does not run");
  socket.destroy();
  await worker.start();
  const again = await call(worker.address);
  again.socket.destroy();
  expect(again.told.pid).not.toBe(told.pid);
  expect(worker.logs.filter(({ msg }) => msg === "listening")).toHaveLength(2);
});

test("one that does not stop in time is killed", async () => {
  await using fakes = await startFakes({ env: { worker: { STUBBORN: "1" } }, stopWithinMs: 300 });
  const [worker] = fakes.stack.replicas("worker");
  await worker?.stop();
  expect(await worker?.exited).toMatchObject({ signal: "SIGKILL" });
});

test("takes another port with a notice where one is taken", async () => {
  const processes = await fakeProcesses();
  using place = fakeWorkspace(processes);
  const wanted = processes[0]?.port ?? 0;
  const other = createServer().listen(wanted, "127.0.0.1");
  await once(other, "listening");
  const events = recordEvents();
  {
    await using stack = await startStack({ root: place.root, processes, onEvent: events.onEvent });
    expect(stack.replicas("worker")[0]?.address).not.toBe(`127.0.0.1:${wanted}`);
  }
  expect(events.all).toContainEqual(
    expect.objectContaining({ type: "notice", message: expect.stringContaining(`port ${wanted} is taken: worker 1`) }),
  );
  other.close();
});

test("with a database that is there already none is started, and its callers get the URL", async () => {
  const database = "postgres://somebody@elsewhere/data";
  const needsIt = await fakeProcesses();
  const store = {
    name: "store",
    kind: "database",
    replicas: 1,
    port: 1,
    memory: "64m",
    after: [],
    addresses: {},
    env: {},
  } as const;
  const processes = [store, ...needsIt.map((entry) => ({ ...entry, addresses: { DATABASE_URL: "store" } }))];
  using place = fakeWorkspace(needsIt);
  await using stack = await startStack({ root: place.root, processes, database });
  expect(stack.components).toEqual(["worker", "orders", "edge"]);
  const { told, socket } = await call(stack.replicas("orders")[0]?.address ?? "");
  socket.destroy();
  expect(told.env.DATABASE_URL).toBe(database);
});

test("scales up to the addresses that callers know, and down again", async () => {
  await using fakes = await startFakes({ ports: "free", maxReplicas: 3 });
  const { stack } = fakes;
  const orders = await call(stack.replicas("orders")[0]?.address ?? "");
  orders.socket.destroy();
  const known = orders.told.env.WORKER_ADDRESS?.split(",") ?? [];
  expect(known).toHaveLength(3);
  await stack.scale("worker", 3);
  const replicas = stack.replicas("worker");
  expect(replicas.map(({ address }) => address)).toEqual(known);
  expect(replicas.map(({ state }) => state)).toEqual(["ready", "ready", "ready"]);
  await stack.scale("worker", 1);
  expect(stack.replicas("worker")).toEqual([replicas[0]]);
  expect(await isRefused(known[2] ?? "")).toBe(true);
  await expect(stack.scale("worker", 4)).rejects.toThrow("worker can have 0 to 3 replicas, not 4");
});

test("one that dies while it starts fails the start with its last lines, and nothing is left", async () => {
  const processes = await fakeProcesses();
  using place = fakeWorkspace(processes);
  const env = { orders: { DIE_AT_START: "no reason" } };
  await expect(startStack({ root: place.root, processes, env })).rejects.toThrow(
    /orders 1 ended while it started \(exit code 2\)\n {2}its last lines:\n.* cannot start reason="no reason"/s,
  );
  for (const { port } of processes) expect(await isRefused(`127.0.0.1:${port}`)).toBe(true);
});

test("a program that is not built is named, with what builds it", async () => {
  const processes = await fakeProcesses();
  using place = fakeWorkspace(processes.slice(1));
  await expect(startStack({ root: place.root, processes })).rejects.toThrow(
    "worker is not built: there is no members/worker/dist/main.mjs. `npx turbo run build --filter=./members/worker` makes it",
  );
});

test("gives up starting when it is told to, and stops what has started", async () => {
  const processes = await fakeProcesses();
  using place = fakeWorkspace(processes);
  const aborting = new AbortController();
  const events = recordEvents();
  const starting = startStack({ root: place.root, processes, onEvent: events.onEvent, signal: aborting.signal });
  await events.next((event) => event.type === "state" && event.component === "orders" && event.state === "starting");
  aborting.abort(new Error("enough"));
  await expect(starting).rejects.toThrow("enough");
  expect(text(events)).not.toContain("edge 1 starting");
  for (const { port } of processes) expect(await isRefused(`127.0.0.1:${port}`)).toBe(true);
});

test("what dies is started again, and left alone after three deaths at once", async () => {
  await using fakes = await startFakes({ keepAlive: true });
  const { stack, events } = fakes;
  const [worker] = stack.replicas("worker");
  const readyAgain = () =>
    events.next((event) => event.type === "state" && event.component === "worker" && event.state === "ready");
  for (const deaths of [1, 2]) {
    const ready = readyAgain();
    const { socket } = await call(worker?.address ?? "");
    socket.write("die");
    expect(await worker?.exited).toEqual({ code: 3 });
    await ready;
    expect(events.all).toContainEqual({
      type: "notice",
      component: "worker",
      message: `worker 1 died (exit code 3): it starts again in ${deaths * 0.5} s`,
    });
  }
  const left = events.next((event) => event.type === "notice" && event.message.includes("3 times at once"));
  const { socket } = await call(worker?.address ?? "");
  socket.write("die");
  await left;
  expect(worker?.state).toBe("exited");
  await worker?.restart();
  expect(worker?.state).toBe("ready");
});

test("a second stack of the same workspace is refused, and a temporary one is not", async () => {
  await using fakes = await startFakes();
  const { root, processes } = fakes;
  await expect(startStack({ root, processes, ports: "free" })).rejects.toThrow(
    `a stack of this workspace already runs (process ${process.pid}): stop it first`,
  );
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("bimetal-stack-"));
  const before = folders();
  let made: string[];
  {
    await using second = await startStack({ root, processes, ports: "free", dataDir: "temporary" });
    expect(second.replicas("edge")[0]?.state).toBe("ready");
    made = folders().filter((name) => !before.includes(name));
    expect(made.length).toBeGreaterThan(0);
  }
  expect(made.every((name) => existsSync(`${tmpdir()}/${name}`))).toBe(false);
});
