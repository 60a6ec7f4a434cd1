import { spawnSync } from "node:child_process";
import { duration } from "./duration.mjs";

/**
 * Runs gates one after the other, to the last, whatever fails.
 *
 * @param context { root, env, say }; `say` takes a line
 * @returns for each gate { gate, outcome: "passed" | "failed" | "not run", seconds, reasons }
 */
export async function runGates(gates, { root, env, say }) {
  const results = [];
  for (const gate of gates) {
    const needed = results.find((result) => result.gate.name === gate.needs);
    if (needed !== undefined && needed.outcome !== "passed") {
      results.push({ gate, outcome: "not run", seconds: 0, reasons: [`${gate.needs} has failed`] });
      continue;
    }
    say(`\n▶ ${gate.name}${gate.note ? ` (${gate.note})` : ""}`);
    const start = performance.now();
    const reasons = await run(gate, root, { ...env, ...gate.env });
    const seconds = (performance.now() - start) / 1000;
    results.push({ gate, outcome: reasons.length === 0 ? "passed" : "failed", seconds, reasons });
    for (const reason of reasons) say(`  ${reason}`);
    say(`${reasons.length === 0 ? "✔" : "✘"} ${gate.name}: ${duration(seconds)}`);
  }
  return results;
}

async function run(gate, root, env) {
  if (gate.check) return gate.check(root, env);
  return gate.commands.flatMap(([command, ...args]) => {
    const { status, signal, error } = spawnSync(command, args, {
      cwd: root,
      env,
      stdio: ["ignore", "inherit", "inherit"],
    });
    if (status === 0) return [];
    return [`${commandLine([command, ...args])}: ${error?.message ?? signal ?? `exit code ${status}`}`];
  });
}

/** What to type to put a gate right, where a command does that, and to run it again. */
export function repeat({ fix, env = {}, name }) {
  const variables = Object.entries(env).map(([key, value]) => `${key}=${value} `);
  const again = `${variables.join("")}npm test -- ${name.includes(" ") ? `"${name}"` : name}`;
  return fix === undefined ? again : `${fix}; again: ${again}`;
}

const commandLine = (argv) => argv.map((arg) => (/^[\w@%+=:,./*-]+$/.test(arg) ? arg : `'${arg}'`)).join(" ");
