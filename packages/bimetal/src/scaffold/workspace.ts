import { createHash } from "node:crypto";
import { derive } from "../derive/derive.ts";
import type { Component, Manifest } from "../manifest/model.ts";
import { textOf } from "../template/files.ts";
import type { Template } from "../template/prepare.ts";
import { starter, starterFolders } from "../template/starter.ts";
import { layOut, readJson, setJson } from "./edit/json.ts";
import { editNpmLock, type LockedPackage, NpmLock } from "./edit/npm-lock.ts";
import { type License, licenseText } from "./license.ts";
import { addMember } from "./member.ts";
import { writeStarter } from "./starter.ts";
import type { Tree } from "./tree.ts";

/** What a new workspace is to be. */
export interface NewWorkspace {
  readonly name: string;
  readonly service: string;
  readonly engine: string;
  readonly license: License;
  /** The packed tool that it carries. */
  readonly tool: PackedTool;
}

/** The tool as npm packed it. */
export interface PackedTool {
  readonly version: string;
  readonly tarball: Buffer;
  /** Its package.json. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** What the starter's documents call a workspace. */
const starterWorkspace = "prime-workspace";

/** Writes a whole workspace into an empty tree. */
export function writeWorkspace(tree: Tree, template: Template, workspace: NewWorkspace): void {
  for (const { path, content, executable } of template.generic) tree.write(path, content, executable);
  writeName(tree, workspace);
  addMember(tree, template, { kind: "engine", name: workspace.engine });
  addMember(tree, template, { kind: "service", name: workspace.service, engine: workspace.engine });
  const renamings = [
    { from: starterWorkspace, to: workspace.name },
    { from: starter.service, to: workspace.service },
    { from: starter.engine, to: workspace.engine },
  ];
  writeStarter(tree, template, renamings, (path) => !/^(proto|services|alone)\//.test(path));
  tree.write("proto/released.binpb", tree.read("proto/gen/descriptor.binpb") ?? "");
  addDemo(tree, template, workspace);
  tree.write("LICENSE", licenseText(workspace.license, workspace.name));
  const manifest = manifestOf(workspace);
  tree.write("bimetal.json", manifestText(manifest));
  for (const { path, content } of derive(manifest, (path) => tree.has(path))) tree.write(path, content);
}

/** The workspace's name, its licence and the tool that it carries. */
function writeName(tree: Tree, { name, license, tool }: NewWorkspace): void {
  const vendored = `vendor/bimetal-${tool.version}.tgz`;
  tree.write(vendored, tool.tarball, false);
  const edits: [path: string[], value: unknown][] = [
    [["name"], name],
    [["license"], license === "none" ? "UNLICENSED" : license],
    [["devDependencies", "bimetal"], `file:${vendored}`],
  ];
  const set = (json: string, [path, value]: [path: string[], value: unknown]) => setJson(json, path, value);
  const root = edits.reduce(set, tree.text("package.json"));
  tree.write("package.json", root, false);
  const e2e = "packages/e2e/package.json";
  tree.write(e2e, setJson(tree.text(e2e), ["devDependencies", "bimetal"], tool.version), false);
  editNpmLock(tree, (lock) => lockNames(lock, readJson<LockedPackage>(root), tool, vendored));
}

function lockNames(lock: NpmLock, root: LockedPackage, tool: PackedTool, vendored: string): void {
  const { name, license, workspaces, devDependencies, engines, optionalDependencies } = root;
  lock.setName(String(name));
  lock.set("", { name, license, workspaces, devDependencies, engines, optionalDependencies } as LockedPackage);
  const {
    version,
    license: terms,
    dependencies,
    peerDependencies,
    peerDependenciesMeta,
  } = tool.manifest as LockedPackage;
  lock.set("node_modules/bimetal", {
    version,
    resolved: `file:${vendored}`,
    integrity: `sha512-${createHash("sha512").update(tool.tarball).digest("base64")}`,
    dev: true,
    license: terms,
    dependencies,
    bin: { bimetal: "bimetal.mjs" },
    peerDependencies,
    peerDependenciesMeta,
  } as LockedPackage);
}

/** The demo is a member like others, though no component. */
function addDemo(tree: Tree, template: Template, { service }: NewWorkspace): void {
  const entry = new NpmLock(textOf(template.shared, "package-lock.json")).get(starterFolders.demo);
  editNpmLock(tree, (lock) => {
    lock.addMember("packages/demo", JSON.parse(JSON.stringify(entry).replaceAll(starter.service, service)));
  });
}

function manifestOf({ name, service, engine }: NewWorkspace): Manifest {
  const member = (kind: "service" | "engine", one: string, port: number, memory: string): Component => ({
    name: one,
    kind,
    path: `services/${one}`,
    port,
    contract: `${one.replaceAll("-", "_")}.v1`,
    replicas: 1,
    memory,
  });
  return {
    name,
    components: [
      { name: "postgres", kind: "database", port: 5432, replicas: 1, memory: "512m" },
      member("engine", engine, 9200, "256m"),
      member("service", service, 9100, "256m"),
      { name: "gateway", kind: "gateway", path: "packages/gateway", port: 8080, replicas: 1, memory: "384m" },
    ],
    edges: [
      { from: "gateway", to: service },
      { from: service, to: engine },
      { from: service, to: "postgres" },
    ],
  };
}

function manifestText({ name, components, edges }: Manifest): string {
  const written = components.map(({ replicas, ...rest }) => (replicas === 1 ? rest : { ...rest, replicas }));
  const list = (values: readonly object[]) =>
    `[\n${values.map((one) => `    ${layOut(one, "    ")}`).join(",\n")}\n  ]`;
  return `{
  "$schema": "./node_modules/bimetal/schema/bimetal.schema.json",
  "name": ${JSON.stringify(name)},
  "components": ${list(written)},
  "edges": ${list(edges)}
}
`;
}
