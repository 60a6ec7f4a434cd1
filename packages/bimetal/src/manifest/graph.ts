import type { Component, Edge, Manifest } from "./model.ts";

/**
 * The components in an order in which each comes after all that it calls. Among those that may come next, the manifest's order
 * decides, so that the order is stable.
 *
 * @throws where the edges form a circle; `readManifest` refuses such a manifest
 */
export function startOrder(manifest: Manifest): Component[] {
  const ordered: Component[] = [];
  const done = new Set<string>();
  while (ordered.length < manifest.components.length) {
    const next = manifest.components.find(
      ({ name }) => !done.has(name) && manifest.edges.every(({ from, to }) => from !== name || done.has(to)),
    );
    if (next === undefined) throw new Error(`circular calls: ${findCycle(manifest.edges)?.join(" -> ")}`);
    ordered.push(next);
    done.add(next.name);
  }
  return ordered;
}

/** The names along a circle of calls, the first repeated at the end; undefined where there is none. */
export function findCycle(edges: readonly Edge[]): string[] | undefined {
  const finished = new Set<string>();
  const visit = (name: string, trail: string[]): string[] | undefined => {
    const seenAt = trail.indexOf(name);
    if (seenAt >= 0) return [...trail.slice(seenAt), name];
    if (finished.has(name)) return undefined;
    for (const { from, to } of edges) {
      if (from !== name) continue;
      const cycle = visit(to, [...trail, name]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(name);
    return undefined;
  };
  for (const { from } of edges) {
    const cycle = visit(from, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
