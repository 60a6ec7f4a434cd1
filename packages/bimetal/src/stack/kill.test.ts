import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { call, fakeProcesses, fakeWorkspace } from "../testing/fake-stack.ts";
import type { StackEvent } from "./model.ts";
import { startStack } from "./stack.ts";

const program = fileURLToPath(new URL("../../testdata/fake/own-stack.ts", import.meta.url));

/** A process of its own that runs a stack, and the addresses of its replicas. */
async function elsewhere(
  options: object,
  variables: Record<string, string> = {},
): Promise<{ owner: ChildProcess; addresses: Map<string, string> }> {
  const env = { ...process.env, ...variables };
  const owner = spawn(process.execPath, [program, JSON.stringify(options)], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const addresses = new Map<string, string>();
  for await (const line of createInterface({ input: owner.stdout as NodeJS.ReadableStream })) {
    const event = JSON.parse(line) as StackEvent | { type: "up" };
    if (event.type === "state") addresses.set(event.component, event.address);
    if (event.type === "up") return { owner, addresses };
  }
  throw new Error("the stack did not come up");
}

test.each(["SIGKILL", "SIGTERM", "SIGHUP"] as const)(
  "nothing outlives a process that %s ended, even what does not want to stop",
  async (signal) => {
    const processes = await fakeProcesses();
    using place = fakeWorkspace(processes);
    const env = { worker: { STUBBORN: "1" } };
    const { owner, addresses } = await elsewhere({ root: place.root, processes, env });
    const calls = await Promise.all([...addresses.values()].map(call));
    expect(calls).toHaveLength(3);
    const closed = calls.map(({ socket }) => once(socket, "close"));

    owner.kill(signal);
    await Promise.all(closed);

    // What was left is cleared away, and the place is free for the next.
    await using next = await startStack({ root: place.root, processes });
    expect(next.replicas("edge")[0]?.address).toBe(addresses.get("edge"));
  },
);

test("a temporary folder goes with a killed process", async () => {
  const processes = await fakeProcesses();
  using place = fakeWorkspace(processes);
  const tmp = mkdtempSync(join(tmpdir(), "kill-"));
  const { owner } = await elsewhere({ root: place.root, processes, dataDir: "temporary" }, { TMPDIR: tmp });
  expect(readdirSync(tmp)).toEqual([expect.stringMatching(/^bimetal-stack-/)]);
  owner.kill("SIGKILL");
  // The watchdog has nobody left whom it could tell that it is done.
  await expect.poll(() => readdirSync(tmp), { timeout: 15_000 }).toEqual([]);
  rmSync(tmp, { recursive: true });
});
