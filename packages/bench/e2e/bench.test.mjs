// A short bench of this workspace, as its users run it. What it measures depends on the machine, and nothing here is about that.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

const root = join(import.meta.dirname, "../../..");

// Where the engine has been removed, its part of the plan has gone along.
const plan = join(import.meta.dirname, "../bench.json");
const skip = existsSync(plan) && JSON.parse(readFileSync(plan, "utf8")).engine ? false : "no engine is benched here";

describe("a short bench of the engine", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  let report;

  before(() => {
    const args = ["bench", "--quick", "--only", "cpu", "--rounds", "2", "--seconds", "0.2", "--json", "--out", folder];
    const command = [join(root, "node_modules/bimetal/bimetal.mjs"), ...args];
    const output = execFileSync(process.execPath, command, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
    report = JSON.parse(output);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  test("measures each contender that is there in each round", () => {
    const there = report.contenders.filter(({ missing }) => missing === undefined).map(({ name }) => name);
    assert.ok(there.length >= 1, JSON.stringify(report.contenders));
    const { measured } = report.rows[0];
    for (const name of there) {
      const { rounds, failure } = measured.find(({ contender }) => contender === name);
      assert.equal(failure, undefined);
      assert.equal(rounds.length, 2);
      for (const { perSecond, cycles } of rounds) assert.ok(perSecond > 0 && cycles > 0);
    }
  });

  test("judges each claim, or says why it cannot", () => {
    assert.ok(report.claims.length >= 1);
    for (const { judgement, missing } of report.claims) {
      if (missing === undefined) assert.match(judgement.verdict, /^(supported|not supported|too close)$/);
    }
  });

  test("describes the machine, and says that it was quick", () => {
    const { machine, warnings, noise } = report;
    assert.ok(machine.cores >= 1 && noise.hertz > 1e8);
    assert.match(machine.versions.go, /^go1/);
    assert.match(machine.versions.rust, /^rustc/);
    assert.ok(warnings.some((warning) => warning.includes("quick")));
  });

  test("writes the report in all three forms", () => {
    assert.deepEqual(JSON.parse(readFileSync(join(folder, "bench.json"), "utf8")), report);
    assert.match(readFileSync(join(folder, "bench.txt"), "utf8"), /^claims$/m);
    assert.match(readFileSync(join(folder, "bench.html"), "utf8"), /<svg /);
  });
});

test("Ctrl-C ends everything, and what was measured until then is reported", { skip }, async () => {
  const args = [join(root, "node_modules/bimetal/bimetal.mjs"), "bench", "--only", "cpu", "--seconds", "600", "--json"];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    if (!/round 1/.test(err) && /round 1/.test(err + chunk)) child.kill("SIGINT");
    err += chunk;
  });
  const [code] = await once(child, "close");
  assert.equal(code, 130, err);
  const { interrupted, claims, rows } = JSON.parse(out);
  assert.equal(interrupted, true);
  assert.ok(claims.every(({ values, missing }) => values.length === 0 && missing !== undefined));
  assert.deepEqual(rows[0].measured.find(({ failure }) => failure === undefined)?.rounds, []);
});
