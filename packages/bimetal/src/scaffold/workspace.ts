import { createHash } from "node:crypto";
import { derive } from "../derive/derive.ts";
import type { Component, Manifest } from "../manifest/model.ts";
import { entryOf } from "../template/table.ts";
import type { TemplateFile } from "../template/template.ts";
import { writeDescriptorSet } from "./descriptor-set.ts";
import { CargoLock } from "./edit/cargo-lock.ts";
import { layOut, readJson, setJson } from "./edit/json.ts";
import { NpmLock } from "./edit/npm-lock.ts";
import { removeModule } from "./edit/rust.ts";
import { editToml } from "./edit/toml.ts";
import { type License, licenseText } from "./license.ts";
import { addMember, type CargoWorkspace, templateText } from "./member.ts";
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

/** What only the demo domain's members are called, or need. */
const demo = { crates: ["pricer"], modules: ["risk", "pricer"], dependencies: ["astro-float", "gethostname"] };

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

/** The files that name members, as they are without any. */
function writeEdited(tree: Tree, template: readonly TemplateFile[], { name, license, tool }: NewWorkspace): void {
  const text = (path: string) => templateText(template, path);
  tree.write(
    "proto/lib.rs",
    [...demo.modules, "prime_tally", "prime_sieve"].reduce(removeModule, text("proto/lib.rs")),
  );
  tree.write("proto/gen/descriptor.binpb", writeDescriptorSet(new Map()));
  tree.write(
    "services/Cargo.toml",
    editToml<CargoWorkspace>(text("services/Cargo.toml"), ({ workspace, profile }) => {
      workspace.members = workspace.members.filter((path) => !demo.crates.includes(path) && !path.includes("starter"));
      for (const dependency of demo.dependencies) delete workspace.dependencies[dependency];
      profile.dev.package = {};
    }),
  );
  const crates = new CargoLock(text("services/Cargo.lock"));
  for (const crate of [...demo.crates, starter.engine]) crates.remove(crate);
  tree.write("services/Cargo.lock", crates.toString());

  const vendored = `vendor/bimetal-${tool.version}.tgz`;
  tree.write(vendored, tool.tarball);
  const edits: [path: string[], value: unknown][] = [
    [["name"], name],
    [["description"], undefined],
    [["license"], license === "none" ? "UNLICENSED" : license],
    [["workspaces"], ["packages/*", "services/*", "proto"]],
    [["devDependencies", "bimetal"], `file:${vendored}`],
  ];
  const root = edits.reduce((json, [path, value]) => setJson(json, path, value), text("package.json"));
  tree.write("package.json", root);

  const e2e = readJson<{ devDependencies: Record<string, string> }>(text("packages/e2e/package.json"));
  const foreign = Object.keys(e2e.devDependencies).filter((one) => /^@workspace\/(?!gateway|proto)/.test(one));
  const withTool = setJson(text("packages/e2e/package.json"), ["devDependencies", "bimetal"], tool.version);
  tree.write(
    "packages/e2e/package.json",
    foreign.reduce((json, one) => setJson(json, ["devDependencies", one], undefined), withTool),
  );
  tree.write("package-lock.json", lockOf(text("package-lock.json"), root, tool, vendored));
}

function lockOf(reference: string, root: string, tool: PackedTool, vendored: string): string {
  const lock = new NpmLock(reference);
  const { name, license, workspaces, devDependencies, engines } = readJson<Record<string, unknown>>(root);
  lock.setName(String(name));
  lock.set("", { name, license, workspaces, devDependencies, engines } as never);
  const gone = ["packages/bimetal", "packages/create-bimetal", "packages/demo", "services/pricer", "services/risk"];
  for (const folder of [...gone, ...["alone", "demo", "engine", "service"].map((one) => `packages/starter/${one}`)]) {
    lock.removeMember(folder);
  }
  const { version, license: licence, dependencies, peerDependencies, peerDependenciesMeta } = tool.manifest;
  lock.set("node_modules/bimetal", {
    version,
    resolved: `file:${vendored}`,
    integrity: `sha512-${createHash("sha512").update(tool.tarball).digest("base64")}`,
    dev: true,
    license: licence,
    dependencies: dependencies as Record<string, string>,
    bin: { bimetal: "bin/bimetal.mjs" },
    peerDependencies: peerDependencies as Record<string, string>,
    peerDependenciesMeta,
  });
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
