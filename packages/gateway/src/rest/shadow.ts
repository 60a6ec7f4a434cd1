import { createMatcher, type Matchable } from "./match.ts";
import type { Template } from "./template.ts";

/** A route that is never reached, and one that takes its requests. */
export interface Shadow<T> {
  readonly hidden: T;
  readonly by: T;
}

/**
 * Finds the routes that no request can reach, by asking for each what becomes of requests that only its template describes: with
 * segments that no template has as literals, and every sensible number of them for `**`.
 */
export function findShadows<T extends Matchable>(routes: readonly T[]): Shadow<T>[] {
  const matcher = createMatcher(routes);
  const literals = new Set(
    routes.flatMap(({ template }) =>
      template.segments.flatMap((segment) => (segment.kind === "literal" ? [segment.text] : [])),
    ),
  );
  let fresh = "x";
  while (literals.has(fresh)) fresh += "x";
  const longest = Math.max(0, ...routes.map(({ template }) => template.segments.length));

  return routes.flatMap((hidden) => {
    let by: T | undefined;
    for (const path of witnesses(hidden.template, fresh, longest + 1)) {
      const match = matcher.match(hidden.httpMethod, path);
      if (match.kind !== "found") continue;
      if (match.route === hidden) return [];
      by ??= match.route;
    }
    return by === undefined ? [] : [{ hidden, by }];
  });
}

function witnesses(template: Template, fresh: string, longest: number): string[] {
  const fixed = template.segments
    .filter(({ kind }) => kind !== "rest")
    .map((segment) => (segment.kind === "literal" ? encodeURIComponent(segment.text) : fresh));
  const verb = template.verb === "" ? "" : `:${encodeURIComponent(template.verb)}`;
  const counts =
    fixed.length < template.segments.length ? Array.from({ length: longest + 1 }, (_, count) => count) : [0];
  return counts.map((count) => `/${[...fixed, ...new Array<string>(count).fill(fresh)].join("/")}${verb}`);
}
