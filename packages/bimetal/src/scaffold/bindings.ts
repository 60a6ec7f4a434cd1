import type { SyntaxNode } from "@lezer/common";
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
  // The declaration alone is parsed: the rest of the file is some thousand lines that say nothing of it.
  const begin = text.indexOf("\nconst file_") + 1;
  const declaration = text.slice(begin, text.indexOf("\n\n", begin) + 1);
  const parts: string[] = [];
  let value: SyntaxNode | null = null;
  parser.parse(declaration).iterate({
    enter({ node, name, from, to }) {
      if (name === "ConstSpec" && declaration.slice(from, to).startsWith("file_")) value = node.lastChild;
      if (name === "String") parts.push(declaration.slice(from, to));
    },
  });
  const found = value as SyntaxNode | null;
  return found === null ? undefined : { from: begin + found.from, to: begin + found.to, parts };
}
