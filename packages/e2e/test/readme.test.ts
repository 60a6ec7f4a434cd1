import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const readme = readFileSync(`${root}/README.md`, "utf8");
const commands = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(
  ([, block]) => block?.trim().split("\n") ?? [],
);
const beginningWith = (pattern: RegExp) => commands.filter((command) => pattern.test(command));

interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
}

/** Runs a command as a person at the root of the workspace would. `onOutput` gets all that it has printed so far. */
function shell(
  command: string,
  env: NodeJS.ProcessEnv,
  onOutput?: (stdout: string, interrupt: () => void) => void,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // In a process group of its own: Ctrl-C at a terminal reaches the whole group.
    const child = spawn("sh", ["-c", command], {
      cwd: root,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const interrupt = () => process.kill(-(child.pid ?? Number.NaN), "SIGINT");
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString("utf8");
      onOutput?.(stdout, interrupt);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout }));
  });
}

describe("on a stack that runs, the README's", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await driver.start();
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  test.each(beginningWith(/^npm run .*demo/))("%s", async (command) => {
    const { code, stdout } = await shell(command, { GATEWAY_URL: stack.gateway });
    expect(code, stdout).toBe(0);
    if (!command.includes("--json")) return expect(stdout).toContain("SUCCEEDED");
    expect(JSON.parse(stdout)).toMatchObject({
      valuation: expect.stringMatching(/^portfolios\/.+\/valuations\/.+$/),
      state: "SUCCEEDED",
      positions: expect.arrayContaining([expect.objectContaining({ closedForm: expect.any(Number) })]),
    });
  });

  test.each(beginningWith(/^curl /))("%s", async (command) => {
    const { code, stdout } = await shell(command.replace("http://localhost:8080", stack.gateway), {});
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ portfolios: [expect.objectContaining({ name: expect.any(String) })] });
  });
});

test("npm start values the sample, says what to try next, and Ctrl-C ends all of it", {
  timeout: 300_000,
}, async () => {
  let tried: Promise<Ended> | undefined;
  const { stdout } = await shell("npm start", {}, (printed, interrupt) => {
    const curl = /^ +(curl .+)\n/m.exec(printed)?.[1];
    if (curl === undefined || tried !== undefined) return;
    tried = shell(curl, {}).finally(interrupt);
  });
  const answer = await tried;
  expect(answer?.code, stdout).toBe(0);
  expect(JSON.parse(answer?.stdout ?? "")).toMatchObject({ portfolios: [expect.anything()] });
  expect(stdout).toContain("SUCCEEDED");
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("stopped");
  const gateway = /curl .* (http:\/\/[^/]+)\//.exec(stdout)?.[1] ?? "";
  await expect(fetch(gateway)).rejects.toThrow();
});
