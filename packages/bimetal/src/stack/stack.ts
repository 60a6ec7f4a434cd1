import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProcessEntry } from "../derive/processes.ts";
import { StackError } from "./error.ts";
import { startGuard } from "./guard.ts";
import { keepAlive } from "./keep-alive.ts";
import { takeLock } from "./lock.ts";
import type { Replica, Stack, StackEvent, StackOptions } from "./model.ts";
import { checkOf, programOf, type Surroundings } from "./plan.ts";
import { loopback, type Ports, portPool } from "./ports.ts";
import { prepareCluster } from "./postgres/cluster.ts";
import { readProcessList } from "./process-list.ts";
import { createReplica } from "./replica.ts";

const [defaultReadyMs, defaultStopMs] = [60_000, 15_000];

/** A component with what was set aside for it. */
interface Member {
  readonly entry: ProcessEntry;
  /** One for each replica that there can be. */
  readonly addresses: readonly string[];
  readonly replicas: Replica[];
  readonly create: (index: number) => Replica;
}

/**
 * Starts the components of a workspace, as they are built, each after those it needs, and waits until all are ready. Everything
 * runs in process groups of its own and is ended with this process, however that ends.
 *
 * @throws StackError where a component does not come up; what has started until then is stopped
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { root, onEvent = () => undefined, signal } = options;
  const entries = (options.processes ?? readProcessList(root)).filter(
    ({ kind }) => kind !== "database" || options.database === undefined,
  );
  const guard = options.guard ?? startGuard();
  const cleanup = new AsyncDisposableStack();
  if (options.guard === undefined) cleanup.defer(() => guard.close());
  try {
    const dataDir = folderOf(options, guard.removeAtEnd);
    if (options.dataDir === "temporary") cleanup.defer(() => rmSync(dataDir, { recursive: true, force: true }));
    cleanup.defer(await takeLock(join(dataDir, "stack.lock"), "a stack of this workspace", guard.pid));

    const members = new Map<string, Member>();
    const reviver = keepAlive(
      (component, index) => members.get(component)?.replicas[index - 1],
      (component, message) => onEvent({ type: "notice", component, message }),
    );
    let allReady = false;
    const emit = (event: StackEvent) => {
      onEvent(event);
      if (options.keepAlive && allReady) reviver.onEvent(event);
    };

    const addresses = new Map<string, string>();
    if (options.database !== undefined) {
      const databases = entries.flatMap((entry) => Object.entries(entry.addresses));
      for (const [variable, name] of databases) if (variable === "DATABASE_URL") addresses.set(name, options.database);
    }
    const around: Surroundings = { root, dataDir, addresses, env: options.env ?? {} };
    const ports = portPool(
      entries.flatMap(({ port, replicas }) => Array.from({ length: replicas }, (_, i) => port + i)),
    );
    for (const entry of entries) {
      const given = await addressesOf(entry, options, ports, emit);
      addresses.set(entry.name, given.join(","));
      const create = await maker(entry, given, around, options, guard, emit);
      const replicas = given.slice(0, countOf(entry, options)).map((_, i) => create(i + 1));
      members.set(entry.name, { entry, addresses: given, replicas, create });
    }

    const everyReplica = () => [...members.values()].flatMap(({ replicas }) => replicas);
    const kill = () => {
      reviver.stop();
      for (const replica of everyReplica()) replica.kill();
    };
    const stop = async () => {
      reviver.stop();
      await stopInOrder([...members.values()]);
      await cleanup.disposeAsync();
    };
    let stopped: Promise<void> | undefined;
    const stopOnce = () => (stopped ??= stop());

    const member = (name: string): Member => {
      const found = members.get(name);
      if (found === undefined) throw new StackError(`the stack has no component ${name}`);
      return found;
    };
    try {
      await abortable(
        startInOrder([...members.values()], () => stopped !== undefined),
        signal,
      );
    } catch (error) {
      await stopOnce();
      throw error;
    }
    allReady = true;
    const gateway = [...members.values()].find(({ entry }) => entry.kind === "gateway");
    return {
      gateway: gateway && `http://${gateway.addresses[0]}`,
      components: [...members.keys()],
      replicas: (name) => [...member(name).replicas],
      scale: (name, count) => scale(member(name), count),
      stop: stopOnce,
      kill,
      [Symbol.asyncDispose]: stopOnce,
    };
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}

function folderOf({ root, dataDir }: StackOptions, removeAtEnd: (folder: string) => void): string {
  if (dataDir !== "temporary") return dataDir ?? join(root, ".bimetal");
  const folder = mkdtempSync(join(tmpdir(), "bimetal-stack-"));
  // The database may run as another user.
  chmodSync(folder, 0o711);
  removeAtEnd(folder);
  return folder;
}

const countOf = ({ name, replicas }: ProcessEntry, options: StackOptions) => options.replicas?.[name] ?? replicas;

async function addressesOf(
  entry: ProcessEntry,
  options: StackOptions,
  ports: Ports,
  emit: (event: StackEvent) => void,
): Promise<string[]> {
  const { name, kind, port } = entry;
  const count = countOf(entry, options);
  if (kind === "database" && count > 1) throw new StackError(`${name} is a database: it runs once`);
  const most = kind === "database" ? count : Math.max(count, options.maxReplicas ?? 0);
  const addresses: string[] = [];
  for (let i = 0; i < most; i++) {
    const wanted = options.ports === "free" || i >= count ? undefined : port + i;
    const taken = await ports.take(wanted);
    if (wanted !== undefined && taken !== wanted) {
      emit({
        type: "notice",
        component: name,
        message: `port ${wanted} is taken: ${name} ${i + 1} listens on ${taken}`,
      });
    }
    addresses.push(`${loopback}:${taken}`);
  }
  return addresses;
}

async function maker(
  entry: ProcessEntry,
  addresses: readonly string[],
  around: Surroundings,
  options: StackOptions,
  guard: ReturnType<typeof startGuard>,
  emit: (event: StackEvent) => void,
): Promise<(index: number) => Replica> {
  const { name: component, kind } = entry;
  const { readyWithinMs = defaultReadyMs, stopWithinMs = defaultStopMs } = options;
  const bounds = { readyWithinMs, stopWithinMs };
  const addressAt = (index: number) => addresses[index - 1] ?? "";
  if (kind === "database") {
    const port = Number(addressAt(1).split(":")[1]);
    const cluster = await prepareCluster(join(around.dataDir, component), port);
    (around.addresses as Map<string, string>).set(component, cluster.url);
    const saysReady = ({ msg = "" }: { msg?: string }) => cluster.saysReady(msg);
    // The children of a server that was killed hold its memory until they have noticed.
    const passes = /pre-existing shared memory block/;
    return (index) =>
      createReplica(
        { component, index, address: addressAt(index), program: cluster.program, saysReady, passes, ...bounds },
        guard,
        emit,
      );
  }
  return (index) => {
    const address = addressAt(index);
    const spec = {
      component,
      index,
      address,
      program: async () => programOf(entry, index, address, around),
      saysReady: ({ msg }: { msg?: string }) => msg === "listening",
      check: () => checkOf(entry, address, around),
      ...bounds,
    };
    return createReplica(spec, guard, emit);
  };
}

/** Starts each member as soon as those it needs are ready. */
async function startInOrder(members: readonly Member[], isStopping: () => boolean): Promise<void> {
  const ready = new Map<string, Promise<unknown>>();
  for (const { entry, replicas } of members) {
    const needed = entry.after.map((name) => ready.get(name));
    const started = Promise.all(needed).then(async () => {
      if (!isStopping()) await Promise.all(replicas.map((replica) => replica.start()));
    });
    ready.set(entry.name, started);
  }
  await Promise.all(ready.values());
}

/** Stops each member as soon as nobody who calls it runs. */
async function stopInOrder(members: readonly Member[]): Promise<void> {
  const stopped = new Map<string, Promise<unknown>>();
  for (const { entry, replicas } of [...members].reverse()) {
    const callers = members.filter(({ entry: { after } }) => after.includes(entry.name));
    const gone = Promise.all(callers.map((caller) => stopped.get(caller.entry.name)));
    stopped.set(
      entry.name,
      gone.then(() => Promise.all(replicas.map((replica) => replica.stop()))),
    );
  }
  await Promise.all(stopped.values());
}

async function scale({ entry: { name }, addresses, replicas, create }: Member, count: number): Promise<void> {
  if (!Number.isInteger(count) || count < 0 || count > addresses.length) {
    throw new StackError(`${name} can have 0 to ${addresses.length} replicas, not ${count}`);
  }
  const added = addresses.slice(replicas.length, count).map((_, i) => create(replicas.length + i + 1));
  const removed = replicas.splice(count);
  replicas.push(...added);
  await Promise.all([...added.map((replica) => replica.start()), ...removed.map((replica) => replica.stop())]);
}

/** The result of `work`, or the signal's reason where that comes first. */
function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
