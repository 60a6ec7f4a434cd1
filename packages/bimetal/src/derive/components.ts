import { type Component, type Language, languageOf, type Manifest } from "../manifest/model.ts";
import { type DerivedFile, notice } from "./derived.ts";

const shapes: Readonly<Record<Component["kind"], readonly [string, string]>> = {
  gateway: ["[", "]"],
  service: ["[", "]"],
  engine: ["[[", "]]"],
  database: ["[(", ")]"],
};

const languages: Readonly<Record<Language, string>> = { go: "Go", rust: "Rust", typescript: "TypeScript" };

/** The system as a drawing in mermaid. */
export function mermaid({ components, edges }: Manifest): string {
  const nodes = components.map((component) => {
    const { name, kind, replicas } = component;
    const [open, close] = shapes[kind];
    const language = languageOf(component);
    const many = replicas > 1 ? ` x ${replicas}` : "";
    return `  ${id(name)}${open}"${name}${many}<br>${language === undefined ? "PostgreSQL" : languages[language]}"${close}\n`;
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
