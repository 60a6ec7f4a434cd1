import { expect, test } from "vitest";
import { rows } from "../bench/rows/index.ts";
import { runCli } from "../cli.ts";
import { recordingIo, workspace } from "../testing/workspace.ts";
import { bench } from "./bench.ts";

async function run(args: string[], cwd = "/") {
  const io = recordingIo(cwd);
  const code = await runCli([bench], ["bench", ...args], io);
  return { code, out: io.out(), err: io.err() };
}

test("--list names each row, and measures nothing", async () => {
  const { code, out } = await run(["--list"]);
  expect(code).toBe(0);
  expect(out.split("\n").filter(Boolean)).toHaveLength(rows.length);
});

test.each([
  [["--only", "cpu,memroy"], 'knows no row "memroy". Did you mean "memory"?'],
  [["--rounds", "0"], "--rounds must be a number above 0"],
  [["--rounds", "1.5"], "--rounds must be a number above 0"],
  [["--seconds", "0.0"], "--seconds must be a number above 0"],
  [["--seconds", "soon"], "--seconds must be a number above 0"],
  [["now"], "Unexpected argument 'now'"],
])("%j is refused by name", async (args, message) => {
  const { code, err } = await run(args);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test("a workspace that does not say what to measure is told where to say it", async () => {
  using place = workspace();
  const { code, err } = await run(["--quick"], place.root);
  expect(code).toBe(1);
  expect(err).toContain("there is no packages/bench/bench.json");
});
