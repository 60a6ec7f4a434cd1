import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseDrivers } from "./drivers.mjs";
import { duration } from "./duration.mjs";
import { gates } from "./gates.mjs";
import { repeat, runGates } from "./run.mjs";

const yes = () => true;
const no = () => false;

test("containers are taken where an engine answers, processes where none does", () => {
  assert.deepEqual(chooseDrivers(undefined, yes).drivers, ["containers"]);
  assert.deepEqual(chooseDrivers(undefined, no).drivers, ["processes"]);
  assert.match(chooseDrivers("", no).reason, /no container engine answers/);
});

test("what is demanded runs, or fails for lack of an engine", () => {
  assert.deepEqual(chooseDrivers("processes", no).drivers, ["processes"]);
  assert.deepEqual(chooseDrivers("both", yes).drivers, ["processes", "containers"]);
  for (const wanted of ["containers", "both"]) {
    assert.match(chooseDrivers(wanted, no).failure, new RegExp(`E2E_DRIVER is ${wanted}, and no container engine`));
  }
  assert.match(chooseDrivers("docker", yes).failure, /may be "containers", "processes" or "both"/);
});

test("each driver has a gate, which says by its environment where it runs", () => {
  const names = gates(["processes", "containers"]).map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(names.slice(-2), ["end to end on processes", "end to end on containers"]);
});

/** Runs gates without a word. */
async function outcomes(list) {
  const results = await runGates(list, { root: import.meta.dirname, env: process.env, say: () => {} });
  return results.map(({ gate, outcome, reasons }) => [gate.name, outcome, ...reasons]);
}

const node = (code) => [process.execPath, "-e", code];

test("all gates run, whatever fails, but for what stands on what failed", async () => {
  const results = await outcomes([
    { name: "one", commands: [node("process.exit(3)"), node("process.exit(0)")] },
    { name: "two", commands: [node("")] },
    { name: "three", needs: "one", commands: [node("")] },
    {
      name: "four",
      needs: "two",
      env: { WORD: "heard" },
      commands: [node("process.exit(process.env.WORD === 'heard' ? 0 : 1)")],
    },
  ]);
  assert.deepEqual(
    results.map(([name, outcome]) => `${name} ${outcome}`),
    ["one failed", "two passed", "three not run", "four passed"],
  );
  assert.match(results[0][2], /process\.exit\(3\).*: exit code 3$/);
});

test("a command that is not there is a failure that names it", async () => {
  const [[, outcome, reason]] = await outcomes([{ name: "one", commands: [["no-such-program"]] }]);
  assert.equal(outcome, "failed");
  assert.match(reason, /no-such-program.*ENOENT/);
});

test("a check's findings are the reasons", async () => {
  assert.deepEqual(await outcomes([{ name: "one", check: () => ["a.txt has changed"] }]), [
    ["one", "failed", "a.txt has changed"],
  ]);
  assert.deepEqual(await outcomes([{ name: "one", check: () => [] }]), [["one", "passed"]]);
});

test("a failed gate can be repeated by what is printed", () => {
  assert.equal(repeat({ name: "lint", commands: [] }), "npm test -- lint");
  assert.equal(repeat({ name: "unit tests", env: { A: "b" } }), 'A=b npm test -- "unit tests"');
  assert.equal(repeat({ name: "format", fix: "npm run format" }), "npm run format; again: npm test -- format");
});

test("durations are said as people say them", () => {
  assert.deepEqual([0.44, 12.4, 59.7, 185].map(duration), ["0.4 s", "12 s", "1 min 0 s", "3 min 5 s"]);
});
