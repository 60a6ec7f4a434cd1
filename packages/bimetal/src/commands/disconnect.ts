import { parseArgs } from "node:util";
import { type Command, ExpectedError, UsageError } from "../command.ts";
import type { Edge, Manifest } from "../manifest/model.ts";
import { edgeFiles } from "../scaffold/edge.ts";
import { removeFromJson } from "../scaffold/edit/json.ts";
import { type Edit, editHelp, editOptions, editWorkspace } from "../scaffold/edit-command.ts";
import { componentOf } from "../scaffold/manifest.ts";

/** `bimetal disconnect FROM TO`: takes back what connect has written. */
export const disconnect: Command = {
  name: "disconnect",
  summary: "take back that a component calls another",
  help: `Usage: bimetal disconnect FROM TO [options]

Takes the edge out of bimetal.json, with the client, its fake and the end-to-end test that belong to it.

Options:
${editHelp}

Examples:
  bimetal disconnect billing scoring
`,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args, options: editOptions, allowPositionals: true });
    const [from = "", to = "", ...rest] = positionals;
    if (from === "" || to === "" || rest.length > 0)
      throw new UsageError("disconnect takes two names: who calls, and who is called");
    return editWorkspace(io, values, (edit) => disconnectComponents(edit, from, to));
  },
};

function disconnectComponents({ tree, manifest }: Edit, fromName: string, toName: string): Manifest {
  const [from, to] = [componentOf(manifest, fromName), componentOf(manifest, toName)];
  const isIt = (edge: Edge) => edge.from === from.name && edge.to === to.name;
  if (!manifest.edges.some(isIt)) throw new ExpectedError(`${from.name} does not call ${to.name}: nothing was changed`);
  if (to.kind !== "database") for (const { path } of edgeFiles(from, to)) tree.delete(path);
  tree.write("bimetal.json", removeFromJson(tree.text("bimetal.json"), ["edges"], isIt));
  return { ...manifest, edges: manifest.edges.filter((edge) => !isIt(edge)) };
}
