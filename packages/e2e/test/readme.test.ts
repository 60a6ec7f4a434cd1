import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { driver } from "../src/driver.ts";
import type { Stack } from "../src/stack.ts";
import { readmeCommands } from "./support/readme.ts";
import { type Ended, shell } from "./support/shell.ts";

describe("on a stack that runs, the README's", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await driver.start();
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  test.each(readmeCommands(/^npm run .*demo/))("%s", async (command) => {
    const { code, stdout } = await shell(command, { GATEWAY_URL: stack.gateway });
    expect(code, stdout).toBe(0);
    if (!command.includes("--json")) return expect(stdout).toContain("SUCCEEDED");
    expect(JSON.parse(stdout)).toMatchObject({
      valuation: {
        name: expect.stringMatching(/^portfolios\/.+\/valuations\/.+$/),
        state: "STATE_SUCCEEDED",
      },
      comparison: {
        positions: expect.arrayContaining([expect.objectContaining({ closedForm: expect.any(Number) })]),
      },
    });
  });

  test.each(readmeCommands(/^curl /))("%s", async (command) => {
    const { code, stdout } = await shell(command.replace("http://localhost:8080", stack.gateway));
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
    tried = shell(curl).finally(interrupt);
  });
  const answer = await tried;
  expect(answer?.code, stdout).toBe(0);
  expect(JSON.parse(answer?.stdout ?? "")).toMatchObject({ portfolios: [expect.anything()] });
  expect(stdout).toContain("SUCCEEDED");
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("stopped");
  const gateway = /curl .* (http:\/\/[^/]+)\//.exec(stdout)?.[1] ?? "";
  await expect(fetch(gateway)).rejects.toThrow();
});
