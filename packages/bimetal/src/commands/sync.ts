import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import type { Command, Io } from "../command.ts";
import { type Comparison, compare } from "../derive/compare.ts";
import { derive } from "../derive/derive.ts";
import { findRoot, readManifest } from "../manifest/read.ts";

/** `bimetal sync`: writes, or compares, what the manifest decides. */
export const sync: Command = {
  name: "sync",
  summary: "write the files that bimetal.json decides",
  help: `Usage: bimetal sync [--check] [--json]

Derives from bimetal.json, and writes where they differ:
  docker/compose.yaml              the stack in containers
  <gateway>/gateway.routes.json    where the gateway sends each call
  bimetal.processes.json           what \`bimetal dev\` starts
  docs/components.md               what there is, and who calls whom
  <service>/internal/clients/clients.go   the clients of those that a service calls, where it has the file

Options:
  --check   write nothing; name each file that is not current, and exit with 1 if there is one
  --json    one JSON document on standard output instead of text

Examples:
  bimetal sync
  bimetal sync --check
`,
  async run(args, io) {
    const { values } = parseArgs({ args, options: { check: { type: "boolean" }, json: { type: "boolean" } } });
    const root = findRoot(io.cwd);
    const files = derive(readManifest(root), (path) => existsSync(join(root, path))).map((file) => compare(root, file));
    const behind = files.filter(({ state }) => state !== "current");
    if (!values.check) {
      for (const { path, content } of behind) write(join(root, path), content);
    }
    if (values.json) reportJson(io, files, values.check ?? false);
    else report(io, files, values.check ?? false);
    return values.check && behind.length > 0 ? 1 : 0;
  },
};

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function report({ stdout, stderr }: Io, files: readonly Comparison[], check: boolean): void {
  for (const { path, state, difference } of files) {
    if (state === "current") stdout.write(`${path} is current\n`);
    else if (!check)
      stdout.write(`${path} written${state === "missing" ? "" : `, from line ${difference?.line} on`}\n`);
    else if (difference === undefined) stderr.write(`${path} is missing\n`);
    else {
      const [actual = "(the end of the file)", expected = "(the end of the file)"] = [
        difference.actual,
        difference.expected,
      ];
      stderr.write(`${path} is stale at line ${difference.line}\n  is:        ${actual}\n  should be: ${expected}\n`);
    }
  }
  if (check && files.some(({ state }) => state !== "current"))
    stderr.write("`npm run sync` writes what bimetal.json says\n");
}

function reportJson({ stdout }: Io, files: readonly Comparison[], check: boolean): void {
  const entries = files.map(({ path, state, difference }) => ({
    path,
    state,
    written: !check && state !== "current",
    difference,
  }));
  stdout.write(`${JSON.stringify({ files: entries }, undefined, 2)}\n`);
}
