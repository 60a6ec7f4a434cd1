// Runs the gates and says at the end which passed, how to repeat those that did not, and where the scenarios ran.
import { join } from "node:path";
import { workspaceEnvironment } from "../bootstrap/hand-over.mjs";
import { chooseDrivers } from "./drivers.mjs";
import { duration } from "./duration.mjs";
import { gates } from "./gates.mjs";
import { repeat, runGates } from "./run.mjs";

const root = join(import.meta.dirname, "../..");
const say = (line) => process.stderr.write(`${line}\n`);
const wanted = process.argv.slice(2);

const choice = chooseDrivers(process.env.E2E_DRIVER);
const all = gates(choice.drivers ?? []);
const unknown = wanted.filter((name) => !all.some((gate) => gate.name === name));

if (wanted.includes("--list")) {
  process.stdout.write(`${all.map(({ name }) => name).join("\n")}\n`);
} else if (unknown.length > 0) {
  say(`there is no gate ${unknown.map((name) => `"${name}"`).join(", ")}; \`npm test -- --list\` names them`);
  process.exitCode = 2;
} else {
  const chosen = wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name));
  process.exitCode = report(await runGates(chosen, { root, env: workspaceEnvironment(root), say }));
}

function report(results) {
  const bad = results.filter(({ outcome }) => outcome !== "passed");
  say("");
  for (const { gate, outcome, seconds, reasons } of results) {
    say(
      `${outcome === "passed" ? "✔" : "✘"} ${gate.name}: ${outcome}${outcome === "not run" ? `, ${reasons[0]}` : `, ${duration(seconds)}`}`,
    );
    if (outcome === "failed") say(`    ${repeat(gate)}`);
  }
  const failed = wanted.length === 0 && choice.failure !== undefined;
  say("");
  say(
    bad.length === 0 ? `All ${results.length} gates passed.` : `${bad.length} of ${results.length} gates did not pass.`,
  );
  say(lastLine(results));
  return bad.length > 0 || failed ? 1 : 0;
}

/** Says which drivers ran, so that nobody takes a run for more than it was. */
function lastLine(results) {
  if (choice.failure !== undefined) return `The end-to-end scenarios did not run: ${choice.failure}.`;
  const ran = choice.drivers.filter((driver) =>
    results.some(({ gate, outcome }) => gate.env?.E2E_DRIVER === driver && outcome !== "not run"),
  );
  if (ran.length === 0) return "The end-to-end scenarios did not run.";
  return `The end-to-end scenarios ran on ${ran.join(" and on ")}: ${choice.reason}.`;
}
