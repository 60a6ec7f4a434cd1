import { basename } from "node:path/posix";
import { startOrder } from "../manifest/graph.ts";
import { type Component, calledBy, type Kind, languageOf, type Manifest } from "../manifest/model.ts";
import { type DerivedFile, derivedJson } from "./derived.ts";
import { addresses, memoryEnvironment } from "./environment.ts";

/** The list of development processes, relative to the workspace root. */
export const processesFile = "bimetal.processes.json";

/** How `bimetal dev` runs a component. */
export interface ProcessEntry {
  readonly name: string;
  readonly kind: Kind;
  readonly replicas: number;
  /** The first replica's port. */
  readonly port: number;
  readonly memory: string;
  /** The components that must be ready before this one starts. */
  readonly after: readonly string[];
  /** The member's folder. None for a database. */
  readonly directory?: string;
  /** The program and its arguments, relative to the workspace root; none for a database. */
  readonly run?: readonly string[];
  /** By variable, the component whose addresses it takes. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Further variables, derived from `memory`. */
  readonly env: Readonly<Record<string, string>>;
}

/** The entries, each after those that it calls. */
export function processEntries(manifest: Manifest): ProcessEntry[] {
  return startOrder(manifest).map((component) => ({
    name: component.name,
    kind: component.kind,
    replicas: component.replicas,
    port: component.port,
    memory: component.memory,
    after: calledBy(manifest, component.name).map(({ name }) => name),
    ...program(component),
    addresses: Object.fromEntries(
      Object.entries(addresses(manifest, component)).map(([variable, { name }]) => [variable, name]),
    ),
    env: memoryEnvironment(component),
  }));
}

/** The file `bimetal.processes.json`. */
export function deriveProcesses(manifest: Manifest): DerivedFile {
  return { path: processesFile, content: derivedJson({ processes: processEntries(manifest) }) };
}

function program(component: Component): Pick<ProcessEntry, "directory" | "run"> {
  const { path } = component;
  if (path === undefined) return {};
  const isNode = languageOf(component) === "typescript";
  return { directory: path, run: isNode ? ["node", `${path}/dist/main.js`] : [`${path}/bin/${basename(path)}`] };
}
