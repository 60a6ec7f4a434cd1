import { posix } from "node:path";
import { readJson, setJson } from "../scaffold/edit/json.ts";
import { editToml } from "../scaffold/edit/toml.ts";
import type { TemplateFile } from "./files.ts";
import { entryOf } from "./table.ts";

/** What the starter's own service and engine are called. */
export const starter = { service: "prime-tally", engine: "prime-sieve" } as const;

/** The starter's packages in the reference. */
export const starterFolders = {
  service: "packages/starter/service",
  engine: "packages/starter/engine",
  demo: "packages/starter/demo",
} as const;

/** The starter's files where they go, with what depends on where they lie put right. */
export function starterFiles(reference: readonly TemplateFile[]): TemplateFile[] {
  return reference.flatMap((file) => {
    const entry = entryOf(file.path);
    if (entry?.to === undefined) return [];
    const path = entry.to + file.path.slice(entry.path.length);
    return [{ ...file, path, content: Buffer.from(moved(file, path)) }];
  });
}

function moved(file: TemplateFile, to: string): string | Buffer {
  const [from, there] = [posix.dirname(file.path), posix.dirname(to)];
  const rebase = (words: string) =>
    words.replaceAll(/(?<![\w.])(?:\.\.\/)+[\w./-]*/g, (path) => posix.relative(there, posix.join(from, path)) || ".");
  const text = () => file.content.toString("utf8");
  switch (posix.basename(to)) {
    case "package.json": {
      const { scripts = {} } = readJson<{ scripts?: Record<string, string> }>(text());
      return Object.entries(scripts).reduce(
        (changed, [name, command]) => setJson(changed, ["scripts", name], rebase(command)),
        text(),
      );
    }
    case "tsconfig.json":
    case "tsconfig.build.json":
      return setJson(text(), ["extends"], rebase(readJson<{ extends: string }>(text()).extends));
    case "go.mod":
      return rebase(text());
    case "Cargo.toml":
      // There the workspace's root is found from below it.
      return editToml<{ package: { workspace?: string } }>(text(), (manifest) => {
        delete manifest.package.workspace;
      });
    default:
      return file.content;
  }
}
