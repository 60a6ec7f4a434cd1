import { expect, test } from "vitest";
import { runCli } from "./cli.ts";
import { type Command, ExpectedError, UsageError } from "./command.ts";
import { commands } from "./commands/index.ts";
import { recordingIo } from "./testing/workspace.ts";

async function run(args: string[], table: readonly Command[] = commands) {
  const io = recordingIo("/");
  const code = await runCli(table, args, io);
  return { code, out: io.out(), err: io.err() };
}

const command = (work: Command["run"]): Command => ({
  name: "work",
  summary: "does it",
  help: "Usage: work\n",
  run: work,
});
const failing = (error: Error) => [command(() => Promise.reject(error))];

test("the list of commands names each with what it does", async () => {
  const { code, out } = await run(["--help"]);
  expect(code).toBe(0);
  for (const { name, summary } of commands) expect(out).toMatch(new RegExp(`^  ${name} +${summary}$`, "m"));
});

test("each command's help has its usage and examples", async () => {
  for (const { name } of commands) {
    const { code, out } = await run([name, "--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: bimetal ${name}`));
    expect(out).toContain("Examples:");
    expect((await run(["help", name])).out).toBe(out);
  }
});

test("--version prints the package's version", async () => {
  expect((await run(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("a command that there is not is a mistake of usage, with a guess", async () => {
  expect(await run(["snyc"])).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean "sync"?') });
});

test("wrong arguments exit with 2, whoever finds them", async () => {
  expect(await run(["sync", "--chekc"])).toMatchObject({ code: 2, err: expect.stringContaining("--chekc") });
  expect((await run(["work"], failing(new UsageError("no")))).code).toBe(2);
});

test("an expected failure is its message, without a stack", async () => {
  expect(await run(["work"], failing(new ExpectedError("the disk is full")))).toEqual({
    code: 1,
    out: "",
    err: "the disk is full\n",
  });
});

test("a mistake of the program is not swallowed", async () => {
  await expect(run(["work"], failing(new TypeError("x is undefined")))).rejects.toThrow(TypeError);
});

test("what stands behind -- is the command's own", async () => {
  const seen: string[][] = [];
  const table = [command(async (args) => seen.push(args))];
  await run(["work", "--", "--help"], table);
  expect(seen).toEqual([["--", "--help"]]);
});
