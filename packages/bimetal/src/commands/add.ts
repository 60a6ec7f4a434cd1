import { parseArgs } from "node:util";
import { type Command, ExpectedError, UsageError } from "../command.ts";
import type { Component, Manifest } from "../manifest/model.ts";
import { suggestion } from "../manifest/nearest.ts";
import { appendJson } from "../scaffold/edit/json.ts";
import { type Edit, editHelp, editOptions, editWorkspace } from "../scaffold/edit-command.ts";
import { addMember } from "../scaffold/member.ts";
import { casings, nameProblem } from "../scaffold/names.ts";
import { loadTemplate } from "../template/template.ts";

const kinds = ["service", "engine"] as const;

type Kind = (typeof kinds)[number];

/** `bimetal add service|engine NAME`: another member. */
export const add: Command = {
  name: "add",
  summary: "add a Go service or a Rust engine",
  help: `Usage: bimetal add service NAME [options]
       bimetal add engine NAME [options]

Writes the folder services/NAME with tests, the contract proto/NAME/v1 with its bindings, and the component into bimetal.json, and
names the member where members are named. A service begins with a small domain and does its work itself until it is connected to an
engine.

Options:
${editHelp}

Examples:
  bimetal add service billing
  bimetal add engine scoring --dry-run
`,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args, options: editOptions, allowPositionals: true });
    const [kind = "", name = "", ...rest] = positionals;
    if (!isKind(kind)) throw new UsageError(`say service or engine, not "${kind}".${suggestion(kind, kinds)}`);
    if (name === "" || rest.length > 0) throw new UsageError(`add ${kind} takes one name`);
    return editWorkspace(io, values, (edit) => addComponent(edit, kind, name), [
      `\n${kind === "service" ? `bimetal connect gateway ${name}` : `bimetal connect SERVICE ${name}`} lets it be called.`,
    ]);
  },
};

function isKind(kind: string): kind is Kind {
  return kinds.some((one) => one === kind);
}

function addComponent({ tree, manifest }: Edit, kind: Kind, name: string): Manifest {
  const taken = [manifest.name, ...manifest.components.map((component) => component.name)];
  const problem = nameProblem(name, taken);
  if (problem !== undefined) {
    const proposal = problem.proposal === undefined ? "" : ` ${problem.proposal} would do.`;
    throw new ExpectedError(`"${name}" ${problem.reason}.${proposal}`);
  }
  const folders = [`services/${name}`, `proto/${casings(name).snake}`];
  const there = folders.find((folder) => tree.list(folder).length > 0);
  if (there !== undefined) throw new ExpectedError(`${there} is there already: move it away, or choose another name`);

  addMember(tree, loadTemplate(), { kind, name });
  const component: Component = {
    name,
    kind,
    path: `services/${name}`,
    port: freePort(manifest, kind === "service" ? 9100 : 9200),
    contract: `${casings(name).snake}.v1`,
    replicas: 1,
    memory: "256m",
  };
  const { replicas, ...written } = component;
  tree.write("bimetal.json", appendJson(tree.text("bimetal.json"), ["components"], written));
  const database = kind === "service" ? manifest.components.find((one) => one.kind === "database") : undefined;
  const edges = database === undefined ? [] : [{ from: name, to: database.name }];
  for (const edge of edges) tree.write("bimetal.json", appendJson(tree.text("bimetal.json"), ["edges"], edge));
  return { ...manifest, components: [...manifest.components, component], edges: [...manifest.edges, ...edges] };
}

function freePort({ components }: Manifest, from: number): number {
  // Replicas on one machine take the ports behind the first.
  const taken = new Set(
    components.flatMap(({ port, replicas }) => Array.from({ length: replicas }, (_, n) => port + n)),
  );
  let port = from;
  while (taken.has(port)) port++;
  return port;
}
