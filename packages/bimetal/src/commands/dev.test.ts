import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { call } from "../testing/fake-stack.ts";
import { wholeWorkspace } from "../testing/fake-workspace.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

let place: Awaited<ReturnType<typeof wholeWorkspace>>;
beforeEach(async () => {
  place = await wholeWorkspace();
});
afterEach(() => place[Symbol.dispose]());

/** `bimetal dev` as a process, and what it has written. */
interface Running {
  readonly process: ChildProcess;
  readonly text: () => string;
  /** Waits for a line, or gives the one that came already. */
  line(pattern: RegExp): Promise<string>;
  /** Waits for the end and gives the exit code. */
  exit(): Promise<number>;
}

function dev(...args: string[]): Running {
  const { DATABASE_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, [main, "dev", ...args], {
    cwd: place.root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const looks = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      for (const look of looks) look(line);
    });
  }
  const ended = once(child, "close");
  return {
    process: child,
    text: () => lines.join("\n"),
    exit: async () => (await ended)[0],
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (line: string) => pattern.test(line) && resolve(line);
        for (const line of lines) look(line);
        looks.add(look);
        void ended.then(() => reject(new Error(`ended without ${pattern}:\n${lines.join("\n")}`)));
      }),
  };
}

/** The addresses of all replicas, read from the lines that say that they are ready. */
async function addresses(running: Running): Promise<string[]> {
  const lines = await Promise.all(
    ["worker", "orders", "edge"].map((name) => running.line(RegExp(`^${name} 1 ready on`))),
  );
  return lines.map((line) => line.split(" ").at(-1) ?? "");
}

test("builds, starts in order, runs the command after that without logs in between, stops in reverse order", async () => {
  const running = dev("--after-ready", 'echo "gateway is $GATEWAY_URL"; node -p "process.version"');
  const gateway = /ready: (.*)/.exec(await running.line(/^ready: /))?.[1];
  await running.line(RegExp(`^${process.version}$`));
  expect(running.text()).toContain(`gateway is ${gateway}`);
  for (const name of ["worker", "orders", "edge"]) expect(running.text()).toContain(`${name} built`);
  expect(running.text()).toMatch(/worker +\| \d\d:\d\d:\d\d\.\d+ INFO {2}listening address=127/);

  running.process.kill("SIGINT");
  expect(await running.exit()).toBe(0);
  const order = ["edge 1 exited", "orders 1 exited", "worker 1 exited"].map((text) => running.text().indexOf(text));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
  expect(running.text()).toMatch(/stopped$/);
});

test("nothing outlives kill -9, and the next start finds its ports free", async () => {
  const running = dev("--no-watch");
  await running.line(/^ready: /);
  const used = await addresses(running);
  const calls = await Promise.all(used.map(call));
  const closed = calls.map(({ socket }) => once(socket, "close"));
  running.process.kill("SIGKILL");
  await Promise.all(closed);

  const next = dev("--no-watch");
  await next.line(/^ready: /);
  expect(await addresses(next)).toEqual(used);
  next.process.kill("SIGTERM");
  expect(await next.exit()).toBe(0);
});

test("a second one in the same workspace is refused at once", async () => {
  const first = dev("--no-watch");
  await first.line(/building/);
  const second = dev();
  expect(await second.exit()).toBe(1);
  expect(second.text()).toBe(
    `\`bimetal dev\` in this workspace already runs (process ${first.process.pid}): stop it first`,
  );
  first.process.kill("SIGINT");
  expect(await first.exit(), first.text()).toBe(0);
});

test("shows the compiler's message of a change that cannot be built, and renews what is corrected", async () => {
  const running = dev();
  await running.line(/^ready: /);
  const source = join(place.root, "services/orders/main.mjs");
  const text = readFileSync(source, "utf8");
  writeFileSync(source, `${text}\nconst = 7;\n`);
  await running.line(/orders could not be built/);
  await running.line(/SyntaxError/);
  expect(running.text()).not.toContain("orders 1 stopping");
  writeFileSync(source, `${text}\n// corrected\n`);
  await running.line(/orders 1 stopping/);
  running.process.kill("SIGINT");
  expect(await running.exit()).toBe(0);
});

test("names what dies with its last lines", async () => {
  const running = dev("--no-watch");
  await running.line(/^ready: /);
  const [, orders = ""] = await addresses(running);
  (await call(orders)).socket.write("die");
  await running.line(/orders 1 died \(exit code 3\); its last lines:/);
  await running.line(/orders 1 died \(exit code 3\): it starts again in 0.5 s/);
  running.process.kill("SIGINT");
  expect(await running.exit()).toBe(0);
});

test("a second signal ends at once what does not want to stop", async () => {
  const deaf = readFileSync(join(place.root, "services/worker/main.mjs"), "utf8").replace(
    "process.env.STUBBORN",
    "true",
  );
  writeFileSync(join(place.root, "services/worker/main.mjs"), deaf);
  const running = dev("--no-watch");
  await running.line(/^ready: /);
  const [worker = ""] = await addresses(running);
  const closed = once((await call(worker)).socket, "close");
  running.process.kill("SIGINT");
  // The others have stopped by then, and longer ago than a signal that merely comes twice.
  await running.line(/not now/);
  await delay(500);
  running.process.kill("SIGINT");
  expect(await running.exit()).toBe(1);
  await closed;
});

test("--json writes a document a line", async () => {
  const running = dev("--no-watch", "--json", "--scale", "worker=2");
  await running.line(/"type":"ready"/);
  running.process.kill("SIGINT");
  expect(await running.exit()).toBe(0);
  const events = running
    .text()
    .split("\n")
    .map((line) => JSON.parse(line));
  const workers = events.filter(
    ({ type, component, state }) => type === "state" && component === "worker" && state === "ready",
  );
  expect(workers.map(({ index }) => index).sort()).toEqual([1, 2]);
});

test.each([
  [["--scale", "worker"], 2, /--scale is <name>=<count>/],
  [["--scale", "nobody=2"], 2, /there is no such component to scale; there are worker, orders, edge/],
  [["--bogus"], 2, /bogus/],
] as const)("%j is refused", async (args, code, message) => {
  const running = dev(...args);
  expect(await running.exit()).toBe(code);
  expect(running.text()).toMatch(message);
});

test("derived files that are not current are named before anything is built", async () => {
  writeFileSync(join(place.root, "bimetal.processes.json"), "{}");
  const running = dev();
  expect(await running.exit()).toBe(1);
  expect(running.text()).toBe("not what bimetal.json says: bimetal.processes.json (stale). Run `npm run sync`");
});
