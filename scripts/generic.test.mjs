// Generic and domain parts never mix: what a generated workspace receives says no word of the demo domain.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { entryOf, table } from "../packages/bimetal/src/template/table.ts";

const root = join(import.meta.dirname, "..");

const words =
  /\b(portfolios?|valuations?|pricers?|risk|monte[- ]carlo|black[- ]scholes|volatilit(y|ies)|greeks?|strikes?|asian|european|philox)\b/i;

const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).split("\n").filter(Boolean);

test("the table of what becomes of each file covers every file, and names nothing that is gone", () => {
  assert.deepEqual(
    files.filter((file) => entryOf(file) === undefined),
    [],
  );
  const used = new Set(files.map((file) => entryOf(file)));
  assert.deepEqual(
    table.filter((entry) => !used.has(entry)).map(({ path }) => path),
    [],
  );
});

/** Generic, though it stays here. */
const tools = ["packages/bimetal/", "packages/create-bimetal/"];

test("generic files say no word of the domain", () => {
  const generic = files.filter((file) => {
    const fate = entryOf(file)?.fate;
    return fate === "copied" || fate === "starter" || tools.some((path) => file.startsWith(path));
  });
  assert.ok(generic.length > 200, `only ${generic.length} generic files were looked at`);
  const found = [];
  for (const file of generic) {
    // The schemas of others have words of their own, and who looks for the words has all of them.
    if (
      /template\/table\.ts$|create\.test\.ts$|buf\/validate\//.test(file) ||
      lstatSync(join(root, file)).isSymbolicLink()
    )
      continue;
    for (const [index, line] of readFileSync(join(root, file), "utf8").split("\n").entries()) {
      const word = words.exec(line);
      if (word) found.push(`${file}:${index + 1}: ${word[0]}`);
    }
  }
  assert.deepEqual(found, []);
});
