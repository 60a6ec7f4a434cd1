import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/rust";

/** A module at the top of a Rust file. */
interface Module {
  readonly name: string;
  /** From its first attribute or comment on. */
  readonly from: number;
  readonly to: number;
}

/** Adds a module behind the last one. Does nothing where there is one of its name. */
export function addModule(source: string, name: string, body: string): string {
  const there = modules(source);
  if (there.some((module) => module.name === name)) return source;
  const at = there.at(-1)?.to ?? source.trimEnd().length;
  return `${source.slice(0, at)}\n\n${body}${source.slice(at)}`;
}

/** Takes the modules of some names out, with their attributes and comments. */
export function removeModules(source: string, isUnwanted: (name: string) => boolean): string {
  let rest = source;
  // From the last on, so that the places of those before stay right.
  for (const { name, from, to } of modules(source).reverse()) {
    if (isUnwanted(name)) rest = rest.slice(0, from).trimEnd() + rest.slice(to);
  }
  return rest;
}

/** The text of a module, with its attributes and comments. */
export function moduleText(source: string, name: string): string | undefined {
  const found = modules(source).find((module) => module.name === name);
  return found && source.slice(found.from, found.to);
}

function modules(source: string): Module[] {
  const found: Module[] = [];
  for (let node = parser.parse(source).topNode.firstChild; node !== null; node = node.nextSibling) {
    const name = moduleOf(node)?.getChild("BoundIdentifier");
    if (!name) continue;
    found.push({ name: source.slice(name.from, name.to), from: withComments(source, node), to: node.to });
  }
  return found;
}

/** The parser nests an item within each of its attributes. */
function moduleOf(node: SyntaxNode): SyntaxNode | undefined {
  if (node.name === "ModItem") return node;
  const inner = node.name === "AttributeItem" ? node.lastChild : null;
  return inner === null ? undefined : moduleOf(inner);
}

function withComments(source: string, item: SyntaxNode): number {
  let from = item.from;
  for (let before = item.prevSibling; before?.name.endsWith("Comment"); before = before.prevSibling) {
    if (/\n\s*\n/.test(source.slice(before.to, from))) break;
    from = before.from;
  }
  return from;
}
