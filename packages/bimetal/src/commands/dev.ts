import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Command, type Io, UsageError } from "../command.ts";
import type { ProcessEntry } from "../derive/processes.ts";
import { runAfterReady } from "../dev/after-ready.ts";
import { turboBuild } from "../dev/build.ts";
import { type Session, startSession } from "../dev/session.ts";
import { stopSignals } from "../dev/signals.ts";
import { createView } from "../dev/view/view.ts";
import { findRoot } from "../manifest/read.ts";
import { startGuard } from "../stack/guard.ts";
import { takeLock } from "../stack/lock.ts";
import { readProcessList } from "../stack/process-list.ts";

/** `bimetal dev`: the stack on this machine, renewed as its sources change. */
export const dev: Command = {
  name: "dev",
  summary: "build and start the stack here, and renew what changes",
  help: `Usage: bimetal dev [options]

Builds the components, starts PostgreSQL and then each component after those it calls, and shows what they log. A change of a
source file builds and restarts what is made from it; a build that fails leaves running what runs. Ctrl-C stops everything in
reverse order; a second Ctrl-C ends it at once. Data lies in .bimetal/ and stays for the next time.

Options:
  --after-ready <command>  run a command line once when everything is ready, with GATEWAY_URL in its environment, and go on
  --scale <name>=<count>   start another number of replicas than the manifest says; may be given again
  --no-watch               do not look for changes
  --json                   one JSON document a line for each event instead of text

Environment:
  DATABASE_URL             use this PostgreSQL server and start none
  NO_COLOR                 no colours

Examples:
  bimetal dev
  bimetal dev --scale worker=3
  bimetal dev --after-ready 'curl -s "$GATEWAY_URL/readyz"'

Exit codes: 0 stopped as asked, 1 something could not be built or started, 2 wrong arguments.
`,
  async run(args, io) {
    const { values } = parseArgs({
      args,
      options: {
        "after-ready": { type: "string" },
        scale: { type: "string", multiple: true },
        "no-watch": { type: "boolean" },
        json: { type: "boolean" },
      },
    });
    const root = findRoot(io.cwd);
    const processes = readProcessList(root);
    const replicas = scales(values.scale ?? [], processes);
    return develop(io, root, processes, {
      replicas,
      watch: !values["no-watch"],
      json: values.json ?? false,
      afterReady: values["after-ready"],
    });
  },
};

interface Choices {
  readonly replicas: Readonly<Record<string, number>>;
  readonly watch: boolean;
  readonly json: boolean;
  readonly afterReady: string | undefined;
}

async function develop(io: Io, root: string, processes: readonly ProcessEntry[], choices: Choices): Promise<number> {
  const { replicas, watch, json, afterReady } = choices;
  const shown = processes.map((entry) => ({ ...entry, replicas: replicas[entry.name] ?? entry.replicas }));
  const database = io.env.DATABASE_URL || undefined;
  const color = Boolean(io.stdout.isTTY) && !io.env.NO_COLOR;
  const rows = database === undefined ? shown : shown.filter(({ kind }) => kind !== "database");

  const guard = startGuard();
  await using resources = new AsyncDisposableStack();
  resources.defer(() => guard.close());
  resources.defer(await takeLock(join(root, ".bimetal", "dev.lock"), "`bimetal dev` in this workspace", guard.pid));
  const view = createView({ out: io.stdout, processes: rows, json, color });
  resources.defer(() => view.close());
  const stopping = new AbortController();
  let session: Session | undefined;
  resources.defer(
    stopSignals(
      (signal) => {
        view.say(`${signal}: stopping; again ends it at once`);
        stopping.abort();
      },
      () => {
        // The watchdog would ask first; now nobody is asked any more.
        session?.stack.kill();
        process.exit(1);
      },
    ),
  );

  try {
    session = await startSession({
      ...{ root, processes, replicas, watch, guard },
      ...(database !== undefined && { database }),
      build: turboBuild(root, guard),
      onEvent: (event) => view.show(event),
      signal: stopping.signal,
    });
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    throw error;
  }
  if (afterReady !== undefined) {
    view.quiet(true);
    const code = await runAfterReady(afterReady, root, session.stack.gateway, guard, stopping.signal);
    view.quiet(false);
    if (code !== 0 && !stopping.signal.aborted) view.say(`the command failed with exit code ${code}: ${afterReady}`);
  }
  if (!stopping.signal.aborted) {
    await new Promise((resolve) => stopping.signal.addEventListener("abort", resolve, { once: true }));
  }
  await session.stop();
  view.say("stopped");
  return 0;
}

function scales(given: readonly string[], processes: readonly ProcessEntry[]): Record<string, number> {
  return Object.fromEntries(
    given.map((text) => {
      const [, name = "", count] = /^([^=]+)=(\d+)$/.exec(text) ?? [];
      const entry = processes.find((one) => one.name === name);
      if (count === undefined) throw new UsageError(`--scale is <name>=<count>, not ${text}`);
      if (entry === undefined || entry.kind === "database") {
        const names = processes.filter(({ kind }) => kind !== "database").map((one) => one.name);
        throw new UsageError(`--scale ${text}: there is no such component to scale; there are ${names.join(", ")}`);
      }
      return [name, Number(count)];
    }),
  );
}
