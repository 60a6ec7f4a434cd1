import type { Component, Manifest } from "../manifest/model.ts";
import { type DerivedFile, notice } from "./derived.ts";

const shapes: Readonly<Record<Component["kind"], readonly [string, string]>> = {
  gateway: ["[", "]"],
  service: ["[", "]"],
  engine: ["[[", "]]"],
  database: ["[(", ")]"],
};

const languages: Readonly<Record<Component["kind"], string>> = {
  gateway: "TypeScript",
  service: "Go",
  engine: "Rust",
  database: "PostgreSQL",
};

/** The system as a drawing in mermaid. */
export function mermaid({ components, edges }: Manifest): string {
  const nodes = components.map(({ name, kind, replicas }) => {
    const [open, close] = shapes[kind];
    const many = replicas > 1 ? ` x ${replicas}` : "";
    return `  ${id(name)}${open}"${name}${many}<br>${languages[kind]}"${close}\n`;
  });
  return `flowchart LR\n${nodes.join("")}${edges.map(({ from, to }) => `  ${id(from)} --> ${id(to)}\n`).join("")}`;
}

/** "end" and such are words of mermaid. */
const id = (name: string) => `c_${name.replaceAll("-", "_")}`;

/** The file `docs/components.md`: what there is, and who calls whom. */
export function deriveComponents(manifest: Manifest): DerivedFile {
  const rows = manifest.components.map(
    ({ name, kind, path, port, replicas, contract }) =>
      `| ${name} | ${kind} | ${path === undefined ? "-" : `[${path}](../${path})`} | ${port} | ${replicas} | ${contract ?? "-"} |\n`,
  );
  return {
    path: "docs/components.md",
    content: `<!-- ${notice} -->
# Components

\`\`\`mermaid
${mermaid(manifest)}\`\`\`

| name | kind | folder | port | replicas | contract |
| --- | --- | --- | --- | --- | --- |
${rows.join("")}`,
  };
}
