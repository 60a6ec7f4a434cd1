import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ProcessEntry } from "../derive/processes.ts";
import type { Stack, StackEvent, StackOptions } from "../stack/model.ts";
import { portPool } from "../stack/ports.ts";
import { startStack } from "../stack/stack.ts";

/** The program that every fake component runs. */
export const fakeComponent = fileURLToPath(new URL("../../testdata/fake/component.mjs", import.meta.url));

/** Three components, each calling the one before it, on ports that are free now. */
export async function fakeProcesses(): Promise<ProcessEntry[]> {
  const ports = portPool();
  const entry = async (name: string, kind: ProcessEntry["kind"], calls?: string): Promise<ProcessEntry> => ({
    ...{ name, kind, replicas: 1, memory: "64m", env: {}, directory: `members/${name}` },
    run: ["node", `members/${name}/dist/main.mjs`],
    port: await ports.take(),
    after: calls === undefined ? [] : [calls],
    addresses: calls === undefined ? {} : { [`${calls.toUpperCase()}_ADDRESS`]: calls },
  });
  return [
    await entry("worker", "engine"),
    await entry("orders", "service", "worker"),
    await entry("edge", "gateway", "orders"),
  ];
}

/** A folder in which the programs of `processes` are built. */
export function fakeWorkspace(processes: readonly ProcessEntry[]): Disposable & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), "fake-"));
  for (const { run = [] } of processes) {
    const program = join(root, run.at(-1) ?? "");
    mkdirSync(dirname(program), { recursive: true });
    copyFileSync(fakeComponent, program);
  }
  return {
    root,
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

/** What happened so far, and what is to happen. */
export interface Events {
  readonly all: StackEvent[];
  readonly onEvent: (event: StackEvent) => void;
  /** The first event, from now on, that fits. */
  next(fits: (event: StackEvent) => boolean): Promise<StackEvent>;
}

/** Records the events of a stack. */
export function recordEvents(): Events {
  const all: StackEvent[] = [];
  const waiting = new Set<(event: StackEvent) => void>();
  return {
    all,
    onEvent(event) {
      all.push(event);
      for (const look of waiting) look(event);
    },
    next: (fits) =>
      new Promise((resolve) => {
        const look = (event: StackEvent) => {
          if (!fits(event)) return;
          waiting.delete(look);
          resolve(event);
        };
        waiting.add(look);
      }),
  };
}

/** A running fake stack with all that belongs to it; disposing of it stops and removes it. */
export interface FakeStack extends AsyncDisposable {
  readonly root: string;
  readonly processes: readonly ProcessEntry[];
  readonly stack: Stack;
  readonly events: Events;
}

/** Starts the three fake components. */
export async function startFakes(
  options: Partial<StackOptions> = {},
  change: (entry: ProcessEntry) => ProcessEntry = (entry) => entry,
): Promise<FakeStack> {
  const resources = new AsyncDisposableStack();
  const processes = (await fakeProcesses()).map(change);
  const { root } = resources.use(fakeWorkspace(processes));
  const events = recordEvents();
  const stack = await startStack({ root, processes, onEvent: events.onEvent, ...options });
  resources.use(stack);
  return { root, processes, stack, events, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** What a fake component tells of itself. */
export interface Told {
  readonly pid: number;
  readonly version: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Connects to a fake component and reads what it tells. The socket closes when its process ends. */
export async function call(address: string): Promise<{ told: Told; socket: Socket }> {
  const [host, port] = address.split(":");
  const socket = connect(Number(port), host);
  socket.on("error", () => undefined);
  const [line] = await once(createInterface({ input: socket }), "line");
  return { told: JSON.parse(line) as Told, socket };
}

/** Whether nobody listens at the address. */
export async function isRefused(address: string): Promise<boolean> {
  const [host, port] = address.split(":");
  const socket = connect(Number(port), host);
  try {
    await once(socket, "connect");
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
  } finally {
    socket.destroy();
  }
}
