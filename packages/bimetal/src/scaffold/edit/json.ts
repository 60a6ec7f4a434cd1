import { applyEdits, findNodeAtLocation, type JSONPath, modify, type Node, parse, parseTree } from "jsonc-parser";

const formattingOptions = { insertSpaces: true, tabSize: 2, eol: "\n" };

/** The width of a line, as the formatter of the workspace has it. */
const lineWidth = 120;

/**
 * Sets a value in JSON, comments and all else kept. Undefined takes it out. A key that is new in an object comes where the order of
 * the alphabet wants it.
 */
export function setJson(text: string, path: JSONPath, value: unknown): string {
  const key = String(path.at(-1));
  const getInsertionIndex = (keys: string[]) => {
    const at = keys.findIndex((other) => other.localeCompare(key, "en") > 0);
    return at < 0 ? keys.length : at;
  };
  return applyEdits(text, modify(text, path, value, { formattingOptions, getInsertionIndex }));
}

/** Puts a value behind the last of a list; nothing else of the text changes. */
export function appendJson(text: string, path: JSONPath, value: unknown): string {
  const list = nodeAt(text, path);
  const last = list.children?.at(-1);
  if (last === undefined) return setJson(text, path, [value]);
  const end = last.offset + last.length;
  const line = text.lastIndexOf("\n", last.offset) + 1;
  const indent = /^\s*/.exec(text.slice(line))?.[0] ?? "";
  return `${text.slice(0, end)},\n${indent}${layOut(value, indent)}${text.slice(end)}`;
}

/** Takes the values out of a list that a condition holds for; nothing else of the text changes. */
export function removeFromJson<T>(text: string, path: JSONPath, condition: (value: T) => boolean): string {
  const items = nodeAt(text, path).children ?? [];
  const kept = items.filter((item) => !condition(parse(text.slice(item.offset, item.offset + item.length)) as T));
  if (kept.length === 0) return setJson(text, path, []);
  let changed = text;
  for (const [index, item] of [...items.entries()].reverse()) {
    if (kept.includes(item)) continue;
    const [before, after] = [items[index - 1], items[index + 1]];
    // With the comma and the space on the side where another value is.
    const from = after === undefined && before !== undefined ? before.offset + before.length : item.offset;
    const to = after === undefined ? item.offset + item.length : after.offset;
    changed = changed.slice(0, from) + changed.slice(to);
  }
  return changed;
}

/** What JSON with comments says. */
export function readJson<T>(text: string): T {
  return parse(text) as T;
}

/** JSON as the formatter of the workspace leaves it: on one line where it fits. */
export function layOut(value: unknown, indent = ""): string {
  const line = oneLine(value);
  if (indent.length + line.length < lineWidth || value === null || typeof value !== "object") return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((one) => inner + layOut(one, inner)).join(",\n")}\n${indent}]`;
  const fields = Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${layOut(one, inner)}`);
  return `{\n${fields.join(",\n")}\n${indent}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${oneLine(one)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function nodeAt(text: string, path: JSONPath): Node {
  const root = parseTree(text);
  const found = root && findNodeAtLocation(root, path);
  if (found === undefined) throw new Error(`there is nothing at ${path.join(".")}`);
  return found;
}
