import { parseArgs } from "node:util";
import { type Command, ExpectedError, UsageError } from "../command.ts";
import type { Component, Edge, Manifest } from "../manifest/model.ts";
import { removeFromJson } from "../scaffold/edit/json.ts";
import { type Edit, editHelp, editOptions, editWorkspace } from "../scaffold/edit-command.ts";
import { componentOf } from "../scaffold/manifest.ts";
import { removeMember } from "../scaffold/member.ts";
import { removeProgramsOf } from "../scaffold/remove-programs.ts";

/** `bimetal remove NAME`: takes a component out. */
export const remove: Command = {
  name: "remove",
  summary: "take a service or an engine out",
  help: `Usage: bimetal remove NAME [options]

Removes the folder, the contract and its bindings, the component and the calls that it makes, and takes the member's name out of where
members are named. The starter's members take along what else was written for them: their rivals in packages/bench, and packages/demo.
Refuses while somebody calls it.

Options:
${editHelp}

Examples:
  bimetal remove billing --dry-run
  bimetal remove billing
`,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args, options: editOptions, allowPositionals: true });
    const [name = "", ...rest] = positionals;
    if (name === "" || rest.length > 0) throw new UsageError("remove takes one name");
    return editWorkspace(io, values, (edit) => removeComponent(edit, name));
  },
};

function removeComponent({ tree, manifest }: Edit, name: string): Manifest {
  const component = componentOf(manifest, name);
  if (component.kind !== "service" && component.kind !== "engine") {
    throw new ExpectedError(`nothing was changed: ${name} is a ${component.kind}; services and engines can be removed`);
  }
  const callers = manifest.edges.filter(({ to }) => to === name);
  if (callers.length > 0) {
    const lines = callers.map(({ from }) => `  ${from} --> ${name}    bimetal disconnect ${from} ${name}`);
    throw new ExpectedError(`nothing was changed: ${name} is called\n${lines.join("\n")}`);
  }
  const own = `services/${name}`;
  if (component.path !== own) {
    throw new ExpectedError(
      `nothing was changed: ${name} is served from ${component.path}, but its contract was made with ${own}; put that into the manifest again, or remove both by hand`,
    );
  }
  removeMember(tree, component);
  removeProgramsOf(tree, component);
  const text = removeFromJson<Component>(tree.text("bimetal.json"), ["components"], (one) => one.name === name);
  tree.write(
    "bimetal.json",
    removeFromJson<Edge>(text, ["edges"], ({ from }) => from === name),
  );
  return {
    ...manifest,
    components: manifest.components.filter((one) => one.name !== name),
    edges: manifest.edges.filter(({ from }) => from !== name),
  };
}
