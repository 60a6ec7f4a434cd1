import { parseArgs } from "node:util";
import { type Command, ExpectedError, type Io } from "../command.ts";
import { processEntries } from "../derive/processes.ts";
import { paint } from "../dev/view/paint.ts";
import { checkDerived } from "../doctor/derived.ts";
import { error, type Finding } from "../doctor/finding.ts";
import { checkContainers, checkDisk } from "../doctor/machine.ts";
import { output } from "../doctor/output.ts";
import { checkPackages } from "../doctor/packages.ts";
import { checkPorts } from "../doctor/ports.ts";
import { checkTools } from "../doctor/tools.ts";
import { findRoot, readManifest } from "../manifest/read.ts";

/** `bimetal doctor`: looks at what the workspace needs of this machine. */
export const doctor: Command = {
  name: "doctor",
  summary: "check tools, versions, ports, disk and Docker, and say how to fix what is wrong",
  help: `Usage: bimetal doctor [--json]

Looks at the tools and their versions, the installed packages, the embedded PostgreSQL, the ports of the manifest, the room on the
disk, Docker, and the files that bimetal.json decides. Says how to fix each finding. Changes nothing.

Options:
  --json   one JSON document on standard output instead of text

Examples:
  bimetal doctor
  bimetal doctor --json

Exit codes: 0 nothing that would not work (there may be warnings), 1 something would not work, 2 wrong arguments.
`,
  async run(args, io) {
    const { values } = parseArgs({ args, options: { json: { type: "boolean" } } });
    const root = findRoot(io.cwd);
    const findings = await examine(root);
    const errors = findings.filter(({ status }) => status === "error").length;
    if (values.json) io.stdout.write(`${JSON.stringify({ ok: errors === 0, findings }, undefined, 2)}\n`);
    else report(io, findings);
    return errors === 0 ? 0 : 1;
  },
};

async function examine(root: string): Promise<Finding[]> {
  const findings = await Promise.all([
    checkTools(root, output),
    checkPackages(root, output),
    checkWorkspace(root),
    checkDisk(root),
    checkContainers(output),
  ]);
  return findings.flat();
}

async function checkWorkspace(root: string): Promise<Finding[]> {
  try {
    const manifest = readManifest(root);
    return [...checkDerived(root, manifest), ...(await checkPorts(root, processEntries(manifest), output))];
  } catch (cause) {
    if (!(cause instanceof ExpectedError)) throw cause;
    return [error("bimetal.json", cause.message, "correct the file")];
  }
}

function report({ stdout, env }: Io, findings: readonly Finding[]): void {
  const paints = paint([], Boolean(stdout.isTTY) && !env.NO_COLOR);
  const styles = { ok: paints.good, warning: paints.notice, error: paints.bad };
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const { check, status, found, fix } of findings) {
    stdout.write(`${styles[status](status.padEnd(7))}  ${check.padEnd(width)}  ${found}\n`);
    if (fix !== undefined) stdout.write(`${" ".repeat(9)}fix: ${fix}\n`);
  }
  const count = (status: Finding["status"]) => findings.filter((finding) => finding.status === status).length;
  const [errors, warnings] = [count("error"), count("warning")];
  stdout.write(errors + warnings === 0 ? "all is well\n" : `${errors} errors, ${warnings} warnings\n`);
}
