import type { DescField } from "@bufbuild/protobuf";
import { type FieldPath, resolveFieldPath, textOf } from "./field-path.ts";
import { takesText } from "./field-text.ts";
import { parseQuery } from "./query-string.ts";
import type { RestRoute } from "./routes.ts";
import { badRequest, type Violation } from "./violations.ts";

/** A field, and the text in the URL that sets it. */
export interface Assignment {
  /** How the caller names it. */
  readonly name: string;
  readonly path: FieldPath;
  /** The key of a map's entry. */
  readonly key?: string | undefined;
  readonly text: string;
}

/** How deep a parameter may lead; what protobuf takes from the wire by default. */
const maxDepth = 100;

/**
 * Finds the fields that the parameters of a query set. Throws INVALID_ARGUMENT that names each parameter that is unknown, is given
 * twice, or sets what the path or the body sets.
 */
export function bindQuery(route: RestRoute, query: string): Assignment[] {
  if (query === "") return [];
  const violations: Violation[] = [];
  const seen = new Set<string>();
  const assignments: Assignment[] = [];
  for (const { name, text } of parseQuery(query)) {
    try {
      const assignment = { name, text, ...targetOf(route, name) };
      const { path, key } = assignment;
      const single = path.at(-1)?.fieldKind !== "list";
      // A separator that no name has, so that a key cannot pass for a field.
      const identity = `${textOf(path)}\n${key ?? ""}`;
      if (single && seen.has(identity)) throw new Error("is given twice");
      seen.add(identity);
      assignments.push(assignment);
    } catch (error) {
      violations.push({ field: name, description: (error as Error).message });
    }
  }
  if (violations.length > 0) throw badRequest(...violations);
  return assignments;
}

function targetOf(route: RestRoute, name: string): Pick<Assignment, "path" | "key"> {
  if (route.body === "all") throw new Error("is no parameter: everything that the path does not hold is in the body");
  const bracket = name.indexOf("[");
  const names = (bracket < 0 ? name : name.slice(0, bracket)).split(".");
  if (names.length > maxDepth) throw new Error("leads too deep");
  const path = resolveFieldPath(route.rpc.input, names, "any");
  const leaf = path.at(-1) as DescField;

  if (route.captures.some((capture) => textOf(capture) === textOf(path))) throw new Error("is in the path already");
  if (path[0] === route.body) throw new Error("is in the body");
  if (!takesText(leaf)) throw new Error(reasonAgainst(leaf));
  if (leaf.fieldKind !== "map") {
    if (bracket >= 0) throw new Error(`takes no key: ${leaf.name} is no map`);
    return { path };
  }
  if (bracket < 0 || !name.endsWith("]")) throw new Error(`needs a key: ${name}[key]=value`);
  return { path, key: name.slice(bracket + 1, -1) };
}

function reasonAgainst({ fieldKind, message }: DescField): string {
  const several = { list: "a list of messages", map: "a map of messages" };
  if (fieldKind === "list" || fieldKind === "map") return `cannot be given in the query: it is ${several[fieldKind]}`;
  return `is a ${message?.typeName}: name its fields one by one`;
}
