import { parseArgs } from "node:util";
import { type Command, UsageError } from "../command.ts";
import { mermaid } from "../derive/components.ts";
import { drawSvg } from "../graph/svg.ts";
import { findRoot, readManifest } from "../manifest/read.ts";

const formats = ["mermaid", "svg", "json"] as const;

/** `bimetal graph`: the system as a drawing. */
export const graph: Command = {
  name: "graph",
  summary: "draw the components and who calls whom",
  help: `Usage: bimetal graph [--format mermaid|svg|json]

Writes the drawing to standard output: mermaid, which Markdown shows, or an SVG that stands alone.

Options:
  --format   mermaid (the default), svg or json
  --json     the same as --format json

Examples:
  bimetal graph
  bimetal graph --format svg > system.svg
`,
  async run(args, io) {
    const options = { format: { type: "string" }, json: { type: "boolean" } } as const;
    const { values } = parseArgs({ args, options });
    const format = values.json ? "json" : (values.format ?? "mermaid");
    const manifest = readManifest(findRoot(io.cwd));
    switch (format) {
      case "mermaid":
        io.stdout.write(mermaid(manifest));
        return 0;
      case "svg":
        io.stdout.write(drawSvg(manifest));
        return 0;
      case "json": {
        const { name, components, edges } = manifest;
        io.stdout.write(`${JSON.stringify({ name, components, edges }, undefined, 2)}\n`);
        return 0;
      }
      default:
        throw new UsageError(`--format is one of ${formats.join(", ")}, not "${format}"`);
    }
  },
};
