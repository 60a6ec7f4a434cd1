import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ExpectedError } from "../command.ts";
import type { ProcessEntry } from "../derive/processes.ts";
import { manifestFile } from "../manifest/read.ts";
import type { Guard } from "../stack/guard.ts";
import type { Stack, StackOptions } from "../stack/model.ts";
import { startStack } from "../stack/stack.ts";
import type { Build } from "./build.ts";
import type { DevEvent } from "./event.ts";
import { readMembers, sourcesOf } from "./members.ts";
import { watchSources } from "./watch.ts";

/** What a session is made of. */
export interface SessionOptions extends Omit<StackOptions, "onEvent" | "keepAlive" | "processes"> {
  readonly processes: readonly ProcessEntry[];
  readonly guard: Guard;
  readonly build: Build;
  /** Builds and restarts what changes. */
  readonly watch: boolean;
  readonly onEvent: (event: DevEvent) => void;
}

/** A stack under development. */
export interface Session {
  readonly stack: Stack;
  /** Stops watching, and everything that runs. */
  stop(): Promise<void>;
}

/**
 * Builds all components, starts them, and from then on builds and restarts what changes. A build that fails leaves what runs as it
 * is.
 *
 * @throws ExpectedError where the first build fails
 * @throws StackError where a component does not come up
 */
export async function startSession(options: SessionOptions): Promise<Session> {
  const { root, processes, build, onEvent, signal } = options;
  const built = processes.filter(({ directory }) => directory !== undefined);
  const changes = options.watch ? await followChanges(root, built, onEvent) : undefined;
  try {
    const failed = await buildAll(built, build, onEvent, signal);
    signal?.throwIfAborted();
    if (failed.length > 0) throw new ExpectedError(`not built: ${failed.join(", ")}; nothing was started`);
    const stack = await startStack({ ...options, keepAlive: true });
    onEvent({ type: "ready", gateway: stack.gateway });
    const renewing = changes && renewer(options, stack, changes);
    return {
      stack,
      async stop() {
        await changes?.close();
        await Promise.all([renewing?.stop(), stack.stop()]);
      },
    };
  } catch (error) {
    await changes?.close();
    throw error;
  }
}

/** The components whose sources have changed, until somebody takes care of them. */
interface Changes {
  readonly waiting: Set<ProcessEntry>;
  /** Called at each change from now on. */
  onMore: () => void;
  close(): Promise<void>;
}

/** Looks for changes; from before the first build on, so that none is missed. */
async function followChanges(
  root: string,
  built: readonly ProcessEntry[],
  onEvent: (event: DevEvent) => void,
): Promise<Changes> {
  const members = readMembers(root);
  const sources = new Map(built.map((entry) => [entry, sourcesOf(root, members, entry.directory ?? "")]));
  const waiting = new Set<ProcessEntry>();
  const onChange = (files: readonly string[]) => {
    if (files.includes(manifestFile)) {
      onEvent({ type: "notice", message: `${manifestFile} has changed: run \`npm run sync\`, and start this again` });
    }
    const touched = built.filter((entry) => files.some((file) => lies(file, sources.get(entry) ?? [])));
    if (touched.length === 0) return;
    for (const entry of touched) waiting.add(entry);
    onEvent({ type: "changed", components: touched.map(({ name }) => name), files });
    changes.onMore();
  };
  const paths = [...new Set([...[...sources.values()].flat(), manifestFile])];
  const close = await watchSources(root, paths, onChange);
  const changes: Changes = { waiting, onMore: () => undefined, close };
  return changes;
}

/** Builds and restarts what has changed, one round after the other. */
function renewer(options: SessionOptions, stack: Stack, changes: Changes): { stop(): Promise<void> } {
  const { root, build, onEvent } = options;
  const ending = new AbortController();
  const { signal } = ending;
  const renew = async () => {
    const entries = [...changes.waiting];
    changes.waiting.clear();
    if (entries.length === 0 || signal.aborted) return;
    const before = new Map(entries.map((entry) => [entry, programHash(root, entry)]));
    const broken = await buildAll(entries, build, onEvent, signal);
    for (const entry of entries) {
      // More changes have come meanwhile: the next round restarts it.
      if (broken.includes(entry.name) || changes.waiting.has(entry) || signal.aborted) continue;
      const hash = programHash(root, entry);
      await restart(stack, entry.name, hash !== undefined && hash === before.get(entry), onEvent);
    }
  };
  let work = renew();
  changes.onMore = () => {
    work = work.then(renew);
  };
  return {
    async stop() {
      ending.abort();
      await work;
    },
  };
}

/** Builds the components and gives the names of those that were not. */
async function buildAll(
  entries: readonly ProcessEntry[],
  build: Build,
  onEvent: (event: DevEvent) => void,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  for (const { name } of entries) onEvent({ type: "build", component: name, state: "building" });
  const progress = ({ component, text }: { component: string; text: string }) =>
    onEvent({ type: "build", component, state: "building", text });
  const { failed } = await build(entries, progress, signal);
  if (signal?.aborted) return entries.map(({ name }) => name);
  for (const { name } of entries) {
    const output = failed.get(name);
    onEvent({ type: "build", component: name, state: output ? "failed" : "built", ...(output && { output }) });
  }
  return [...failed.keys()];
}

/** Restarts replicas one after the other, so that the others go on serving; those that run the same program already are left. */
async function restart(stack: Stack, name: string, unchanged: boolean, onEvent: (event: DevEvent) => void) {
  for (const replica of stack.replicas(name)) {
    if (unchanged && replica.state === "ready") continue;
    await replica.restart().catch((error: Error) => {
      onEvent({ type: "notice", component: name, message: error.message });
    });
  }
}

/** What tells a built program from another; undefined for what is more than one file. */
function programHash(root: string, { run: [program = ""] = [] }: ProcessEntry): string | undefined {
  const file = join(root, program);
  if (program === "node" || !existsSync(file)) return undefined;
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function lies(file: string, paths: readonly string[]): boolean {
  return paths.some((path) => file === path || file.startsWith(`${path}/`));
}
