import { appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ProcessEntry } from "../derive/processes.ts";
import { startGuard } from "../stack/guard.ts";
import { call, fakeComponent, fakeProcesses, fakeWorkspace } from "../testing/fake-stack.ts";
import type { Build } from "./build.ts";
import type { DevEvent } from "./event.ts";
import { type Session, startSession } from "./session.ts";

let place: ReturnType<typeof fakeWorkspace>;
let processes: ProcessEntry[];
beforeEach(async () => {
  processes = await fakeProcesses();
  place = fakeWorkspace([]);
  writeFileSync(join(place.root, "package.json"), JSON.stringify({ workspaces: ["members/*"] }));
  for (const { name } of processes) {
    mkdirSync(join(place.root, "members", name, "src"), { recursive: true });
    mkdirSync(join(place.root, "members", name, "dist"), { recursive: true });
    writeFileSync(join(place.root, "members", name, "package.json"), JSON.stringify({ name }));
    copyFileSync(fakeComponent, source(name));
  }
});
afterEach(() => place[Symbol.dispose]());

const source = (name: string) => join(place.root, "members", name, "src", "main.mjs");

/** Copies each source to where it runs; one that says BROKEN cannot be built. */
const copyingBuild: Build = async (entries, onProgress) => {
  const failed = new Map<string, string[]>();
  for (const { name } of entries) {
    onProgress({ component: name, text: "copying" });
    if (readFileSync(source(name), "utf8").includes("BROKEN")) failed.set(name, ["main.mjs:1: BROKEN"]);
    else copyFileSync(source(name), join(place.root, "members", name, "dist", "main.mjs"));
  }
  return { failed };
};

/** A session that runs, and the way to wait for what happens in it. */
async function start(): Promise<{
  session: Session;
  next: (fits: (event: DevEvent) => boolean) => Promise<DevEvent>;
  end(): Promise<void>;
}> {
  const guard = startGuard();
  const waiting = new Set<(event: DevEvent) => void>();
  const session = await startSession({
    ...{ root: place.root, processes, guard, build: copyingBuild, watch: true },
    onEvent: (event) => {
      for (const look of waiting) look(event);
    },
  });
  return {
    session,
    next: (fits) =>
      new Promise((resolve) => {
        const look = (event: DevEvent) => {
          if (!fits(event)) return;
          waiting.delete(look);
          resolve(event);
        };
        waiting.add(look);
      }),
    async end() {
      await session.stop();
      await guard.close();
    },
  };
}

const becomes = (component: string, state: string) => (event: DevEvent) =>
  (event.type === "state" || event.type === "build") && event.component === component && event.state === state;

test("a changed source is built, and what is made from it runs anew under its address; the others go on", async () => {
  const { session, next, end } = await start();
  const pids = () => session.stack.components.map((name) => session.stack.replicas(name)[0]?.pid);
  const before = pids();
  const ready = next(becomes("orders", "ready"));
  writeFileSync(source("orders"), readFileSync(fakeComponent, "utf8").replace('version: "1"', 'version: "2"'));
  await ready;
  const { told, socket } = await call(session.stack.replicas("orders")[0]?.address ?? "");
  socket.destroy();
  expect(told.version).toBe("2");
  const after = pids();
  expect(after.map((pid, i) => pid === before[i])).toEqual([true, false, true]);
  await end();
});

test("a build that fails says why and leaves running what runs; the next one that does not renews it", async () => {
  const { session, next, end } = await start();
  const [orders] = session.stack.replicas("orders");
  const pid = orders?.pid;
  const failed = next(becomes("orders", "failed"));
  appendFileSync(source("orders"), "// BROKEN\n");
  expect(await failed).toMatchObject({ output: ["main.mjs:1: BROKEN"] });
  expect(orders).toMatchObject({ state: "ready", pid });

  const ready = next(becomes("orders", "ready"));
  copyFileSync(fakeComponent, source("orders"));
  await ready;
  expect(orders?.pid).not.toBe(pid);
  await end();
});

test("a first build that fails starts nothing", async () => {
  appendFileSync(source("worker"), "// BROKEN\n");
  await expect(start()).rejects.toThrow("not built: worker; nothing was started");
});

test("a change of the manifest is answered with what to do", async () => {
  writeFileSync(join(place.root, "bimetal.json"), "{}");
  const { next, end } = await start();
  const notice = next((event) => event.type === "notice");
  writeFileSync(join(place.root, "bimetal.json"), "{ }");
  expect(await notice).toMatchObject({ message: expect.stringContaining("npm run sync") });
  await end();
});
