import type { Capture, Template } from "./template.ts";

/** What is matched: an HTTP method (`*` for any) and a path template. */
export interface Matchable {
  readonly httpMethod: string;
  readonly template: Template;
}

/** What became of a request line. */
export type Match<T> =
  /** The values are in the order of the template's captures, decoded. */
  | { readonly kind: "found"; readonly route: T; readonly values: readonly string[] }
  /** The path is served, but not by this method: 405. Sorted, for `Allow`. */
  | { readonly kind: "method"; readonly allow: readonly string[] }
  /** The path is not served: 404. */
  | { readonly kind: "none" }
  /** The percent-encoding is broken: 400. */
  | { readonly kind: "malformed" };

export interface Matcher<T> {
  /** Takes the path as it came, without the query. */
  match(method: string, path: string): Match<T>;
}

interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  one: Node<T> | undefined;
  /** The end of templates whose last segment is `**`. */
  readonly rest: Ends<T>;
  readonly ends: Ends<T>;
}

/** By verb, then by method. */
type Ends<T> = Map<string, Map<string, T>>;

/**
 * Makes the table that requests are looked up in. Literals go before `*`, and `*` before `**`, from left to right; where two routes
 * are the same, the first one counts. A `*` takes a segment that is not empty, `**` any number of segments. Text behind a
 * colon in the last segment is a verb where a template has that verb there, and part of the segment where none has. HEAD is
 * answered as GET.
 */
export function createMatcher<T extends Matchable>(routes: readonly T[]): Matcher<T> {
  const root = newNode<T>();
  for (const route of routes) insert(root, route);

  return {
    match(method, path) {
      if (!path.startsWith("/")) return { kind: "none" };
      const raw = path.slice(1).split("/");
      const last = raw.length - 1;
      const ending = raw[last] as string;
      const colon = ending.lastIndexOf(":");
      try {
        const allow = new Set<string>();
        if (colon >= 0) {
          raw[last] = ending.slice(0, colon);
          const found = find(root, raw, decode(ending.slice(colon + 1)), method, allow);
          if (found !== undefined) return found;
          if (allow.size > 0) return { kind: "method", allow: [...allow].sort() };
          raw[last] = ending;
        }
        const found = find(root, raw, "", method, allow);
        if (found !== undefined) return found;
        return allow.size > 0 ? { kind: "method", allow: [...allow].sort() } : { kind: "none" };
      } catch (error) {
        if (error instanceof URIError) return { kind: "malformed" };
        throw error;
      }
    },
  };
}

function newNode<T>(): Node<T> {
  return { literals: new Map(), one: undefined, rest: new Map(), ends: new Map() };
}

function insert<T extends Matchable>(root: Node<T>, route: T): void {
  const { segments, verb } = route.template;
  let node = root;
  let ends = root.ends;
  for (const segment of segments) {
    if (segment.kind === "rest") {
      ends = node.rest;
      break;
    }
    let next = segment.kind === "one" ? node.one : node.literals.get(segment.text);
    next ??= newNode();
    if (segment.kind === "one") node.one = next;
    else node.literals.set(segment.text, next);
    node = next;
    ends = node.ends;
  }
  const methods = ends.get(verb) ?? new Map<string, T>();
  ends.set(verb, methods);
  if (!methods.has(route.httpMethod)) methods.set(route.httpMethod, route);
}

function find<T extends Matchable>(
  root: Node<T>,
  raw: readonly string[],
  verb: string,
  method: string,
  allow: Set<string>,
): Match<T> | undefined {
  const decoded = raw.map(decode);

  const at = (ends: Ends<T>): T | undefined => {
    const methods = ends.get(verb);
    if (methods === undefined) return undefined;
    const route = methods.get(method) ?? (method === "HEAD" ? methods.get("GET") : undefined) ?? methods.get("*");
    if (route !== undefined) return route;
    for (const name of methods.keys()) allow.add(name);
    if (methods.has("GET")) allow.add("HEAD");
    return undefined;
  };
  const visit = (node: Node<T>, depth: number): T | undefined => {
    const segment = decoded[depth];
    if (segment === undefined) return at(node.ends) ?? at(node.rest);
    const literal = node.literals.get(segment);
    const found = literal && visit(literal, depth + 1);
    if (found !== undefined) return found;
    return (segment !== "" && node.one && visit(node.one, depth + 1)) || at(node.rest);
  };

  const route = visit(root, 0);
  if (route === undefined) return undefined;
  const values = route.template.captures.map((capture) => captured(capture, raw, decoded));
  return { kind: "found", route, values };
}

/** A single segment is decoded whole; several keep an encoded slash, so that it is told from the slashes between them. */
function captured({ start, end, multi }: Capture, raw: readonly string[], decoded: readonly string[]): string {
  if (!multi) return decoded[start] as string;
  return raw.slice(start, end).map(decodeAllButSlash).join("/");
}

function decodeAllButSlash(segment: string): string {
  if (!segment.includes("%")) return segment;
  return segment
    .split(/(%2F)/i)
    .map((piece, index) => (index % 2 === 1 ? piece : decode(piece)))
    .join("");
}

function decode(segment: string): string {
  return segment.includes("%") ? decodeURIComponent(segment) : segment;
}
