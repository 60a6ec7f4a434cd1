import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ExpectedError } from "../command.ts";
import type { ProcessEntry } from "../derive/processes.ts";
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
  const failed = await buildAll(built, build, onEvent, signal);
  signal?.throwIfAborted();
  if (failed.length > 0) throw new ExpectedError(`not built: ${failed.join(", ")}; nothing was started`);

  const stack = await startStack({ ...options, keepAlive: true });
  onEvent({ type: "ready", gateway: stack.gateway });
  if (!options.watch) return { stack, stop: () => stack.stop() };

  const sources = new Map(built.map((entry) => [entry, sourcesOf(root, readMembers(root), entry.directory ?? "")]));
  const waiting = new Set<ProcessEntry>();
  const ending = new AbortController();
  let work = Promise.resolve();

  const renew = async () => {
    const entries = built.filter((entry) => waiting.delete(entry));
    if (entries.length === 0 || ending.signal.aborted) return;
    const before = new Map(entries.map((entry) => [entry, programHash(root, entry)]));
    const broken = await buildAll(entries, build, onEvent, ending.signal);
    for (const entry of entries) {
      // More changes have come meanwhile: the next round restarts it.
      if (broken.includes(entry.name) || waiting.has(entry) || ending.signal.aborted) continue;
      const hash = programHash(root, entry);
      await restart(stack, entry.name, hash !== undefined && hash === before.get(entry), onEvent);
    }
  };
  const onChange = (files: readonly string[]) => {
    const touched = built.filter((entry) => files.some((file) => lies(file, sources.get(entry) ?? [])));
    for (const entry of touched) waiting.add(entry);
    if (files.includes("bimetal.json")) {
      onEvent({ type: "notice", message: "bimetal.json has changed: run `npm run sync`, and start this again" });
    }
    if (touched.length === 0) return;
    onEvent({ type: "changed", components: touched.map(({ name }) => name), files });
    work = work.then(renew);
  };
  const paths = [...new Set([...[...sources.values()].flat(), "bimetal.json"])];
  const unwatch = await watchSources(root, paths, onChange);
  return {
    stack,
    async stop() {
      ending.abort();
      await unwatch();
      await Promise.all([work, stack.stop()]);
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
