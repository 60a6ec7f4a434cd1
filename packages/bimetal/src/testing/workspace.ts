import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../command.ts";
import type { Component, Edge } from "../manifest/model.ts";

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/** A component as a test writes and changes it. */
export type WrittenComponent = Writable<Omit<Component, "replicas">> & {
  replicas?: number;
  [field: string]: unknown;
};

/** What a manifest says before its defaults are filled in, open to what is wrong. */
export interface WrittenManifest {
  name: string;
  components: WrittenComponent[];
  edges: Edge[];
  [field: string]: unknown;
}

/** A manifest of four components, one of each kind. */
export function shop(): WrittenManifest {
  return {
    name: "shop",
    components: [
      { name: "edge", kind: "gateway", path: "packages/edge", port: 8080, memory: "384m" },
      { name: "orders", kind: "service", path: "services/orders", port: 9100, contract: "orders.v1", memory: "256m" },
      {
        name: "stock-match",
        kind: "engine",
        path: "services/stock-match",
        port: 9200,
        contract: "match.v1",
        memory: "128m",
      },
      { name: "postgres", kind: "database", port: 5432, memory: "512m" },
    ],
    edges: [
      { from: "edge", to: "orders" },
      { from: "orders", to: "stock-match" },
      { from: "orders", to: "postgres" },
    ],
  };
}

/** A workspace on disk that goes when it is disposed of. */
export interface Workspace extends Disposable {
  readonly root: string;
  /** Writes `bimetal.json`. */
  write(manifest: unknown): void;
}

/** A folder with a manifest and the members' folders. */
export function workspace(manifest: WrittenManifest = shop()): Workspace {
  const root = mkdtempSync(join(tmpdir(), "workspace-"));
  for (const { path } of manifest.components) {
    if (path === undefined) continue;
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, "package.json"), "{}");
  }
  const write = (content: unknown) => writeFileSync(join(root, "bimetal.json"), JSON.stringify(content, undefined, 2));
  write(manifest);
  return { root, write, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

/** The world of a command under test, and what it wrote. */
export function recordingIo(cwd: string): Io & { readonly out: () => string; readonly err: () => string } {
  const written = { out: "", err: "" };
  return {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    env: {},
    cwd,
    out: () => written.out,
    err: () => written.err,
  };
}
