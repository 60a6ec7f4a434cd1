import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import type { Finding } from "./error.ts";
import { findCycle } from "./graph.ts";
import { type Component, languageOf, type Manifest } from "./model.ts";
import { suggestion } from "./nearest.ts";

/** What the schema cannot say: how the parts of a manifest, and the folders of the workspace, go together. */
export function crossCheck(root: string, manifest: Manifest): Finding[] {
  return [
    ...duplicates(manifest.components, "name", "names are unique; rename one"),
    ...duplicates(manifest.components, "port", "ports are unique; move one"),
    ...duplicates(manifest.components, "path", "a folder is one component's; use replicas to run it more than once"),
    ...gateways(manifest),
    ...folders(root, manifest),
    ...languages(root, manifest),
    ...edges(manifest),
  ];
}

function duplicates(components: readonly Component[], field: "name" | "port" | "path", fix: string): Finding[] {
  return components.flatMap((component, index) => {
    const value = component[field];
    const first = components.findIndex((other) => other[field] === value);
    if (value === undefined || first === index) return [];
    const taken = field === "name" ? `/components/${first}` : components[first]?.name;
    return [{ path: `/components/${index}/${field}`, message: `${value} is already that of ${taken}: ${fix}` }];
  });
}

function gateways({ components }: Manifest): Finding[] {
  return components.flatMap(({ kind }, index) =>
    kind === "gateway" && components.findIndex((other) => other.kind === "gateway") !== index
      ? [
          {
            path: `/components/${index}/kind`,
            message: "a workspace has one gateway: its port is the one that is published; remove one",
          },
        ]
      : [],
  );
}

function folders(root: string, { components }: Manifest): Finding[] {
  return components.flatMap(({ path }, index) => {
    if (path === undefined) return [];
    if (leaves(root, path)) {
      const message = `${path} leads out of the workspace, through a link; a member's files lie in it`;
      return [{ path: `/components/${index}/path`, message }];
    }
    if (existsSync(join(root, path, "package.json"))) return [];
    const message = existsSync(join(root, path))
      ? `${path} has no package.json: every member has one, so that it is built and tested with the others`
      : `there is no folder ${path}`;
    return [{ path: `/components/${index}/path`, message }];
  });
}

/** An engine that is exchanged for one in another language says so; a crate is known by its Cargo.toml, a Go program by main.go. */
function languages(root: string, { components }: Manifest): Finding[] {
  return components.flatMap((component, index) => {
    const { kind, path } = component;
    if (kind !== "engine" || path === undefined) return [];
    const language = languageOf(component);
    const has = (file: string) => existsSync(join(root, path, file));
    const found = has("Cargo.toml") ? "rust" : has("main.go") ? "go" : language;
    if (found === language) return [];
    const message = `${path} is written in ${found}, not in ${language}; give the component "language": "${found}"`;
    return [{ path: `/components/${index}/language`, message }];
  });
}

/** Whether a folder is a link, or lies behind one, that leads out of the workspace. */
function leaves(root: string, path: string): boolean {
  if (!existsSync(join(root, path))) return false;
  const way = relative(realpathSync(root), realpathSync(join(root, path)));
  return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
}

function edges(manifest: Manifest): Finding[] {
  const names = manifest.components.map(({ name }) => name);
  const component = (name: string) => manifest.components.find((one) => one.name === name);
  const findings: Finding[] = [];
  for (const [index, edge] of manifest.edges.entries()) {
    const at = `/edges/${index}`;
    const say = (field: string, message: string) => findings.push({ path: `${at}${field}`, message });
    for (const end of ["from", "to"] as const) {
      if (component(edge[end]) === undefined) {
        say(`/${end}`, `there is no component "${edge[end]}".${suggestion(edge[end], names)}`);
      }
    }
    const [from, to] = [component(edge.from), component(edge.to)];
    if (manifest.edges.findIndex((other) => other.from === edge.from && other.to === edge.to) !== index) {
      say("", `${edge.from} -> ${edge.to} is there twice; remove one`);
    }
    if (edge.policy !== undefined && from !== undefined && from.kind !== "gateway") {
      say("/policy", `only the calls of a gateway have one, and ${from.name} is of kind ${from.kind}; remove it`);
    }
    if (from?.kind === "database") say("/from", `${from.name} is a database: it calls nobody`);
    if (to?.kind === "gateway") say("/to", `${to.name} is the gateway: nobody calls it from inside`);
    if (from?.kind === "gateway" && to?.kind === "database")
      say("/to", "a gateway reaches no database; call a service");
    if (from?.kind === "gateway" && to !== undefined && to.kind !== "database" && to.contract === undefined) {
      say("/to", `the gateway can route to ${to.name} only when it has a contract; give it one`);
    }
    const firstDatabase = manifest.edges.findIndex(
      (other) => other.from === edge.from && component(other.to)?.kind === "database",
    );
    if (to?.kind === "database" && firstDatabase !== index)
      say("/to", `${edge.from} already has a database; it can have one`);
  }
  const cycle = findCycle(manifest.edges);
  if (cycle !== undefined) {
    findings.push({
      path: "/edges",
      message: `circular calls: ${cycle.join(" -> ")}. Nothing could start first; remove one`,
    });
  }
  return findings;
}
