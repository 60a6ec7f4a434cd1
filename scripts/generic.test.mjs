// Generic and domain parts never mix: what a generated workspace receives says no word of the demo domain.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..");

/** Where the domain may be spoken of, each with the reason. Everything else is generic. */
const domain = [
  ["proto/risk/", "the public contract"],
  ["proto/pricer/", "the engine's contract"],
  ["proto/gen/", "made from the contracts"],
  ["proto/testdata/", "messages of the contracts"],
  ["proto/released.binpb", "the contracts as they were released"],
  ["proto/lib.rs", "one module a package"],
  ["proto/package.json", "names the packages to format"],
  ["proto/buf.gen.yaml", "names the packages to generate"],
  ["services/risk/", "the service"],
  ["services/pricer/", "the engine"],
  ["services/Cargo.", "names the members"],
  ["services/.golangci.yml", "keeps the services apart by name"],
  ["packages/demo/", "the demo's client"],
  ["packages/e2e/test/", "what the stack must do, in the domain's words"],
  ["packages/e2e/testdata/", "published values of the domain"],
  ["packages/e2e/package.json", "names the members that it runs"],
  ["packages/e2e/README.md", "lists the scenarios"],
  ["packages/gateway/gateway.routes.json", "derived from the manifest"],
  ["docker/compose.yaml", "derived from the manifest"],
  ["bimetal.processes.json", "derived from the manifest"],
  ["bimetal.json", "the manifest of the demo's stack"],
  ["package.json", "names the demo's command"],
  ["package-lock.json", "names the members"],
  ["docs/", "decisions and guides that explain the reference"],
  ["README.md", "presents the reference"],
  ["CONTRIBUTING.md", "presents the reference"],
  ["scripts/generic.test.mjs", "lists the words"],
  ["scripts/graph.test.mjs", "names members"],
  ["scripts/readme.test.mjs", "holds what the README shows of the demo"],
];

const words =
  /\b(portfolios?|valuations?|pricers?|risk|monte[- ]carlo|black[- ]scholes|volatilit(y|ies)|greeks?|strikes?|asian|european|philox)\b/i;

const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).split("\n").filter(Boolean);

test("the table of domain files names nothing that is gone", () => {
  const unused = domain.filter(([path]) => !files.some((file) => file.startsWith(path))).map(([path]) => path);
  assert.deepEqual(unused, []);
});

test("generic files say no word of the domain", () => {
  const generic = files.filter((file) => !domain.some(([path]) => file.startsWith(path)));
  assert.ok(generic.length > 50, `only ${generic.length} generic files were looked at`);
  const found = [];
  for (const file of generic) {
    for (const [index, line] of readFileSync(join(root, file), "utf8").split("\n").entries()) {
      const word = words.exec(line);
      if (word) found.push(`${file}:${index + 1}: ${word[0]}`);
    }
  }
  assert.deepEqual(found, []);
});
