import { parser } from "@lezer/go";
import { goQuote, goUnquote } from "./go-string.ts";
import { renameEncoded } from "./wire.ts";

/**
 * Renames in generated bindings. The text is renamed like any other; the descriptors that it embeds hold lengths, and are written
 * anew. What comes out is, after formatting, what the generators make of the renamed contract; a test compares.
 */
export function renameBinding(path: string, text: string, rename: (text: string) => string): string {
  if (path.endsWith("_pb.js")) return renameTypeScript(text, rename);
  if (path.endsWith(".pb.go")) return renameGo(text, rename);
  return rename(text);
}

/** protoc-gen-es embeds the descriptor in base64, without padding. */
const embedded = /(?<=fileDesc\(")[A-Za-z0-9+/]+(?=")/g;

function renameTypeScript(text: string, rename: (text: string) => string): string {
  return rename(text).replace(embedded, (base64) =>
    renameEncoded(Buffer.from(base64, "base64"), rename).toString("base64").replace(/=+$/, ""),
  );
}

/** protoc-gen-go embeds it as string literals that are added, a line each. */
function renameGo(text: string, rename: (text: string) => string): string {
  const literals = rawDescriptor(text);
  if (literals === undefined) return rename(text);
  const bytes = Buffer.concat(literals.parts.map(goUnquote));
  const lines = renameEncoded(bytes, rename)
    .toString("latin1")
    .split(/(?<=\n)/)
    .map((line) => `\n\t${goQuote(Buffer.from(line, "latin1"))}`);
  return `${rename(text.slice(0, literals.from))}"" +${lines.join(" +")}${rename(text.slice(literals.to))}`;
}

/** The expression behind `const file_..._rawDesc =`. */
function rawDescriptor(text: string): { from: number; to: number; parts: string[] } | undefined {
  let found: { from: number; to: number; parts: string[] } | undefined;
  parser.parse(text).iterate({
    enter(node) {
      if (node.name !== "ConstSpec") return node.name === "SourceFile" || node.name === "ConstDecl";
      const name = node.node.firstChild;
      if (name === null || !text.slice(name.from, name.to).endsWith("_rawDesc")) return false;
      const value = node.node.lastChild;
      if (value === null) return false;
      const parts: string[] = [];
      value.toTree().iterate({
        enter(inner) {
          if (inner.name === "String") parts.push(text.slice(value.from + inner.from, value.from + inner.to));
        },
      });
      found = { from: value.from, to: value.to, parts };
      return false;
    },
  });
  return found;
}
