import { parseArgs } from "node:util";
import { type Command, ExpectedError, UsageError } from "../command.ts";
import { clientsFile } from "../derive/clients.ts";
import { findCycle } from "../manifest/graph.ts";
import type { Component, Manifest } from "../manifest/model.ts";
import { edgeFiles, servesOwnName } from "../scaffold/edge.ts";
import { appendJson } from "../scaffold/edit/json.ts";
import { type Edit, editHelp, editOptions, editWorkspace } from "../scaffold/edit-command.ts";
import { componentOf, namesOf } from "../scaffold/manifest.ts";

/** `bimetal connect FROM TO`: lets one component call another. */
export const connect: Command = {
  name: "connect",
  summary: "let a component call another",
  help: `Usage: bimetal connect FROM TO [options]

Writes the edge into bimetal.json, and what belongs to it:
  a service that calls    a typed client in services/FROM/internal/clients/TO with deadline, retries and tracing, a fake for tests
  the gateway             the route, so that TO can be called from outside
  both                    an end-to-end test of the edge, addresses, health-ordered start

A service finds the client in its \`clients.Clients\`. A service that calls a database finds it in DATABASE_URL.

Options:
${editHelp}

Examples:
  bimetal connect billing scoring
  bimetal connect gateway billing
`,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args, options: editOptions, allowPositionals: true });
    const [from = "", to = "", ...rest] = positionals;
    if (from === "" || to === "" || rest.length > 0)
      throw new UsageError("connect takes two names: who calls, and who is called");
    return editWorkspace(io, values, (edit) => connectComponents(edit, from, to));
  },
};

function connectComponents({ tree, manifest }: Edit, fromName: string, toName: string): Manifest {
  const [from, to] = [componentOf(manifest, fromName), componentOf(manifest, toName)];
  const edge = { from: from.name, to: to.name };
  if (manifest.edges.some((one) => one.from === edge.from && one.to === edge.to)) {
    throw new ExpectedError(`${from.name} calls ${to.name} already: nothing was changed`);
  }
  const edges = [...manifest.edges, edge];
  const cycle = findCycle(edges);
  if (cycle !== undefined) {
    throw new ExpectedError(
      `nothing could start first:\n\n${drawCycle(cycle)}\nTurn one of these calls around, or merge two of them.`,
    );
  }
  refuse(manifest, from, to);
  if (to.kind !== "database") {
    for (const { path, content } of edgeFiles(from, to)) {
      if (tree.has(path)) throw new ExpectedError(`${path} is there already: move it away`);
      tree.write(path, content);
    }
    if (from.kind === "service" && !tree.has(clientsFile(from))) tree.write(clientsFile(from), "");
  }
  tree.write("bimetal.json", appendJson(tree.text("bimetal.json"), ["edges"], edge));
  return { ...manifest, edges };
}

function refuse(manifest: Manifest, from: Component, to: Component): void {
  const reason = (() => {
    if (from.name === to.name) return "a component does not call itself";
    if (from.kind === "database") return `${from.name} is a database: it calls nobody`;
    if (from.kind === "engine")
      return `${from.name} is an engine, which computes and calls nobody: let a service call both`;
    if (to.kind === "gateway") return `${to.name} is the gateway: nobody calls it from inside`;
    if (from.kind === "gateway" && to.kind === "database") return "the gateway reaches no database: call a service";
    if (from.kind === "gateway" && to.kind === "engine") {
      return `${to.name} is an engine, whose contract is internal: let a service call it, and the gateway that service`;
    }
    const databases = manifest.components.filter(({ kind }) => kind === "database").map(({ name }) => name);
    if (to.kind === "database" && manifest.edges.some((one) => one.from === from.name && databases.includes(one.to))) {
      return `${from.name} has a database already`;
    }
    if (to.kind !== "database" && !servesOwnName(to)) {
      return `the contract of ${to.name} is ${to.contract ?? "not given"}; clients are written for one of its own name and version 1`;
    }
    return undefined;
  })();
  if (reason !== undefined) throw new ExpectedError(`nothing was changed: ${reason}. There are ${namesOf(manifest)}.`);
}

/** The names along the circle, an arrow back to the first. */
function drawCycle(names: readonly string[]): string {
  const line = names.slice(0, -1).join(" --> ");
  return `  ${line}\n  ^${"-".repeat(Math.max(1, line.length - 2))}|\n`;
}
