import type { EdgePolicy, GatewayPolicy } from "./policy.ts";

/** What a component is; it decides how it is built, run and health-checked. */
export type Kind = "database" | "service" | "engine" | "gateway";

/** What a program is written in. */
export type Language = "go" | "rust" | "typescript";

/** One program of the stack. */
export interface Component {
  /** Unique; the host under which others reach it in a container network. */
  readonly name: string;
  readonly kind: Kind;
  /** Of an engine alone, where it is not written in what engines usually are: see {@link languageOf}. */
  readonly language?: Exclude<Language, "typescript">;
  /** The member's folder, relative to the workspace root. None for a database. */
  readonly path?: string;
  /** The port it listens on. Unique. */
  readonly port: number;
  /** The proto package it serves, such as `orders.v1`. */
  readonly contract?: string;
  /** How many run. */
  readonly replicas: number;
  /** The memory one replica may use, such as `256m`. */
  readonly memory: string;
  /** Of the gateway alone. */
  readonly policy?: GatewayPolicy;
}

const usual: Readonly<Record<Kind, Language | undefined>> = {
  database: undefined,
  service: "go",
  engine: "rust",
  gateway: "typescript",
};

/** What a component is written in; it decides how it is built and what its run-time is told. Nothing of a database. */
export function languageOf({ kind, language }: Pick<Component, "kind" | "language">): Language | undefined {
  return language ?? usual[kind];
}

/** `from` calls `to`, and therefore starts after it. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Of an edge from the gateway alone. */
  readonly policy?: EdgePolicy;
}

/** `bimetal.json`, checked, with its defaults filled in. */
export interface Manifest {
  /** The workspace's name. */
  readonly name: string;
  readonly components: readonly Component[];
  readonly edges: readonly Edge[];
}

/** The components that `name` calls, in the order of the edges. */
export function calledBy(manifest: Manifest, name: string): Component[] {
  return manifest.edges
    .filter(({ from }) => from === name)
    .flatMap(({ to }) => manifest.components.filter((component) => component.name === to));
}
