import { createHash } from "node:crypto";
import { posix } from "node:path";
import { derive } from "../derive/derive.ts";
import type { Component, Manifest } from "../manifest/model.ts";
import { entryOf } from "../template/table.ts";
import type { TemplateFile } from "../template/template.ts";
import { readDescriptorSet, writeDescriptorSet } from "./descriptor-set.ts";
import { CargoLock } from "./edit/cargo-lock.ts";
import { layOut, readJson, setJson } from "./edit/json.ts";
import { type LockedPackage, NpmLock } from "./edit/npm-lock.ts";
import { removeModules } from "./edit/rust.ts";
import { editToml, readToml } from "./edit/toml.ts";
import { type License, licenseText } from "./license.ts";
import { addMember, type CargoWorkspace, templateBytes, templateText } from "./member.ts";
import { starter, writeStarter } from "./starter.ts";
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
export function writeWorkspace(tree: Tree, template: readonly TemplateFile[], workspace: NewWorkspace): void {
  for (const { path, content, executable } of template) {
    if (entryOf(path)?.fate === "copied") tree.write(path, content, executable);
  }
  writeEdited(tree, template, workspace);
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
  tree.write(...licenseFile(workspace));
  const manifest = manifestOf(workspace);
  tree.write("bimetal.json", manifestText(manifest));
  for (const { path, content } of derive(manifest, (path) => tree.has(path))) tree.write(path, content);
}

/** The contract that every workspace has: the options that the gateway reads. */
const genericContract = "gateway";

/** The files that name members, as they are without any but the generic ones. */
function writeEdited(tree: Tree, template: readonly TemplateFile[], workspace: NewWorkspace): void {
  tree.write(
    "proto/lib.rs",
    removeModules(templateText(template, "proto/lib.rs"), (name) => name !== genericContract),
  );
  const described = readDescriptorSet(templateBytes(template, "proto/gen/descriptor.binpb"));
  const generic = [...described].filter(
    ([name]) => name.startsWith(`${genericContract}/`) || /^(buf|google)\//.test(name),
  );
  tree.write("proto/gen/descriptor.binpb", writeDescriptorSet(new Map(generic)));
  tree.write("services/go.mod", makeDirect(templateText(template, "services/go.mod"), moreDirect));
  writeCargo(tree, template);
  writeNpm(tree, template, workspace);
}

function writeCargo(tree: Tree, template: readonly TemplateFile[]): void {
  const generic = (member: string) => entryOf(posix.join("services", member, "Cargo.toml"))?.fate === "copied";
  const used = new Set(template.filter(({ path }) => path.endsWith("/Cargo.toml")).flatMap(dependenciesOf));
  tree.write(
    "services/Cargo.toml",
    editToml<CargoWorkspace>(templateText(template, "services/Cargo.toml"), ({ workspace, profile }) => {
      workspace.members = workspace.members.filter(generic);
      for (const name of Object.keys(workspace.dependencies)) if (!used.has(name)) delete workspace.dependencies[name];
      profile.dev.package = {};
    }),
  );
  const lock = new CargoLock(templateText(template, "services/Cargo.lock"));
  lock.remove(...lock.members().filter((crate) => !used.has(crate)));
  tree.write("services/Cargo.lock", lock.toString());
}

/** The starter's service uses it, the reference's do not. */
const moreDirect = "golang.org/x/sync";

/** go.mod with a requirement among the direct ones. */
function makeDirect(text: string, module: string): string {
  const line = text.split("\n").find((one) => one.trim().startsWith(`${module} `)) ?? "";
  const without = text.replace(`${line}\n`, "");
  const wanted = line.replace(" // indirect", "");
  const next = without.split("\n").find((one) => one.startsWith("\t") && one > wanted) ?? ")";
  return without.replace(`${next}\n`, `${wanted}\n${next}\n`);
}

function dependenciesOf({ content }: TemplateFile): string[] {
  const tables = readToml<Record<string, object>>(content.toString("utf8"));
  return [tables.dependencies, tables["dev-dependencies"]].flatMap((table) => Object.keys(table ?? {}));
}

function writeNpm(tree: Tree, template: readonly TemplateFile[], { name, license, tool }: NewWorkspace): void {
  const vendored = `vendor/bimetal-${tool.version}.tgz`;
  tree.write(vendored, tool.tarball);
  const edits: [path: string[], value: unknown][] = [
    [["name"], name],
    [["description"], undefined],
    [["license"], license === "none" ? "UNLICENSED" : license],
    [["workspaces"], ["packages/*", "services/*", "proto"]],
    // Of what only the reference's tests install.
    [["overrides"], undefined],
    [["devDependencies", "bimetal"], `file:${vendored}`],
  ];
  const set = (json: string, [path, value]: [path: string[], value: unknown]) => setJson(json, path, value);
  const root = edits.reduce(set, templateText(template, "package.json"));
  tree.write("package.json", root);

  const path = "packages/e2e/package.json";
  const reference = templateText(template, path);
  const members = new NpmLock(templateText(template, "package-lock.json"))
    .members()
    .filter((folder) => !isGeneric(folder));
  const names = members.map((folder) => `@workspace/${folder.split("/").at(-1)}`);
  const { devDependencies } = readJson<{ devDependencies: Record<string, string> }>(reference);
  const foreign = Object.keys(devDependencies).filter((one) => names.includes(one));
  const changes = foreign.map((one): [string[], unknown] => [["devDependencies", one], undefined]);
  tree.write(
    path,
    [...changes, [["devDependencies", "bimetal"], tool.version] as [string[], unknown]].reduce(set, reference),
  );
  tree.write("package-lock.json", lockOf(template, root, tool, vendored));
}

/** Whether a member of the reference is one of every workspace. */
function isGeneric(folder: string): boolean {
  const fate = entryOf(`${folder}/package.json`)?.fate;
  return fate === "copied" || fate === "edited";
}

function lockOf(template: readonly TemplateFile[], root: string, tool: PackedTool, vendored: string): string {
  const lock = new NpmLock(templateText(template, "package-lock.json"));
  const { name, license, workspaces, devDependencies, engines } = readJson<LockedPackage>(root);
  lock.setName(String(name));
  lock.set("", { name, license, workspaces, devDependencies, engines } as LockedPackage);
  for (const folder of lock.members().filter((one) => !isGeneric(one))) lock.removeMember(folder);
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
  return lock.toString();
}

/** The demo is a member like others, though no component. */
function addDemo(tree: Tree, template: readonly TemplateFile[], { service }: NewWorkspace): void {
  const lock = new NpmLock(tree.text("package-lock.json"));
  const entry = new NpmLock(templateText(template, "package-lock.json")).get("packages/starter/demo");
  lock.addMember("packages/demo", JSON.parse(JSON.stringify(entry).replaceAll(starter.service, service)));
  lock.prune();
  tree.write("package-lock.json", lock.toString());
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

function licenseFile({ license, name }: NewWorkspace): [path: string, text: string] {
  return ["LICENSE", licenseText(license, name)];
}
