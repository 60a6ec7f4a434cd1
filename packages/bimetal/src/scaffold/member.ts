import type { Component } from "../manifest/model.ts";
import { bytesOf, textOf } from "../template/files.ts";
import type { Template } from "../template/prepare.ts";
import { starter, starterFolders } from "../template/starter.ts";
import { readDescriptorSet, writeDescriptorSet } from "./descriptor-set.ts";
import { CargoLock } from "./edit/cargo-lock.ts";
import { readJson, setJson } from "./edit/json.ts";
import { editNpmLock, NpmLock } from "./edit/npm-lock.ts";
import { addModule, moduleText, removeModules } from "./edit/rust.ts";
import { type CargoWorkspace, editToml, readToml } from "./edit/toml.ts";
import { casings } from "./names.ts";
import { type Renaming, renamer } from "./rename.ts";
import { writeStarter } from "./starter.ts";
import type { Tree } from "./tree.ts";
import { renameEncoded } from "./wire.ts";

/** A Go service or a Rust engine that is to be written. */
export interface NewMember {
  readonly kind: "service" | "engine";
  readonly name: string;
  /** The engine that a service begins with; without one it does its work itself. */
  readonly engine?: string;
}

const lockFile = "package-lock.json";
const e2ePackage = "packages/e2e/package.json";
const crates = "services/Cargo.toml";
const cratesLock = "services/Cargo.lock";
const modules = "proto/lib.rs";
const descriptors = "proto/gen/descriptor.binpb";
const languages = ["go", "rust", "ts"] as const;

/** Writes a member under its name into a workspace: its folder, contract and bindings, and where members are named. */
export function addMember(tree: Tree, template: Template, member: NewMember): void {
  const own = starter[member.kind];
  const renamings: Renaming[] = [{ from: own, to: member.name }];
  if (member.engine !== undefined) renamings.push({ from: starter.engine, to: member.engine });
  const rename = renamer(renamings);
  const { snake } = casings(own);
  const folder = `services/${own}/`;
  const isContract = (path: string) =>
    ["", ...languages.map((language) => `gen/${language}/`)].some((at) => path.startsWith(`proto/${at}${snake}/`)) ||
    path === `proto/testdata/validation/${snake}.json`;
  const alone = member.kind === "service" && member.engine === undefined;
  const withoutEngine = /^services\/[^/]+\/internal\/(clients\/(?!clients\.go$)|count\/engines)/;
  writeStarter(tree, template, renamings, (path) => {
    if (isContract(path)) return true;
    return path.startsWith(folder) && !(alone && withoutEngine.test(path));
  });
  if (alone) overlay(tree, template, renamings, member.name);

  tree.write(modules, addModuleOf(tree.text(modules), template, own, rename));
  const files = readDescriptorSet(tree.read(descriptors) ?? Buffer.alloc(0));
  for (const [name, file] of readDescriptorSet(bytesOf(template.shared, descriptors))) {
    if (name.startsWith(`${snake}/`)) files.set(rename(name), renameEncoded(file, rename));
  }
  tree.write(descriptors, writeDescriptorSet(files));

  if (member.kind === "engine") addCrate(tree, template, member.name, rename);
  addToNpm(tree, template, member, rename);
}

/** Lays the files of the service without an engine over the others. */
function overlay(tree: Tree, template: Template, renamings: readonly Renaming[], name: string): void {
  for (const path of writeStarter(tree, template, renamings, (path) => path.startsWith("alone/"))) {
    tree.write(path.replace(/^alone/, `services/${name}`), tree.text(path));
    tree.delete(path);
  }
}

function addModuleOf(source: string, template: Template, own: string, rename: (text: string) => string): string {
  const { snake } = casings(own);
  return addModule(source, rename(snake), rename(moduleText(textOf(template.shared, modules), snake) ?? ""));
}

function addCrate(tree: Tree, template: Template, name: string, rename: (text: string) => string): void {
  tree.write(
    crates,
    editToml<CargoWorkspace>(tree.text(crates), ({ workspace, profile }) => {
      workspace.members = [...workspace.members, name].sort();
      const wanted = readProfile(template)[starter.engine];
      if (wanted !== undefined) profile.dev.package[name] = wanted;
    }),
  );
  const lock = new CargoLock(tree.text(cratesLock));
  lock.add(new CargoLock(textOf(template.shared, cratesLock)), starter.engine, rename);
  tree.write(cratesLock, lock.toString());
}

function addToNpm(tree: Tree, template: Template, { kind, name }: NewMember, rename: (text: string) => string): void {
  const folder = `services/${name}`;
  const { version } = readJson<{ version: string }>(tree.text(`${folder}/package.json`));
  tree.write(e2ePackage, setJson(tree.text(e2ePackage), ["devDependencies", `@workspace/${name}`], version));
  const entry = new NpmLock(textOf(template.shared, lockFile)).get(starterFolders[kind]);
  editNpmLock(tree, (lock) => {
    lock.addMember(folder, JSON.parse(rename(JSON.stringify(entry))));
    syncE2e(tree, lock);
  });
}

/** Takes a member out of everything that {@link addMember} has put it into. */
export function removeMember(tree: Tree, component: Component): void {
  const { name, path: folder = "" } = component;
  const { snake } = casings(name);
  const mine = [folder, `proto/${snake}`, ...languages.map((language) => `proto/gen/${language}/${snake}`)];
  for (const path of mine.flatMap((one) => tree.list(one))) tree.delete(path);
  for (const path of tree.list("packages/e2e/test")) if (isTestOf(name, path)) tree.delete(path);
  tree.delete(`proto/testdata/validation/${snake}.json`);

  tree.write(
    modules,
    removeModules(tree.text(modules), (module) => module === snake),
  );
  const files = readDescriptorSet(tree.read(descriptors) ?? Buffer.alloc(0));
  for (const file of [...files.keys()]) if (file.startsWith(`${snake}/`)) files.delete(file);
  tree.write(descriptors, writeDescriptorSet(files));

  if (component.kind === "engine") {
    tree.write(
      crates,
      editToml<CargoWorkspace>(tree.text(crates), ({ workspace, profile }) => {
        workspace.members = workspace.members.filter((member) => member !== name);
        delete profile.dev.package[name];
      }),
    );
    const lock = new CargoLock(tree.text(cratesLock));
    lock.remove(name);
    tree.write(cratesLock, lock.toString());
  }
  tree.write(e2ePackage, setJson(tree.text(e2ePackage), ["devDependencies", `@workspace/${name}`], undefined));
  editNpmLock(tree, (lock) => {
    lock.removeMember(folder);
    syncE2e(tree, lock);
  });
}

function isTestOf(name: string, path: string): boolean {
  const [test = ""] = path.slice("packages/e2e/test/".length).split(".");
  return test === name || (test.startsWith("edge-") && (test.endsWith(`-${name}`) || test.startsWith(`edge-${name}-`)));
}

/** What package-lock.json says of the end-to-end tests is what their package.json says. */
function syncE2e(tree: Tree, lock: NpmLock): void {
  const { devDependencies } = readJson<{ devDependencies: Record<string, string> }>(tree.text(e2ePackage));
  const entry = lock.get("packages/e2e");
  const sorted = Object.fromEntries(Object.entries(devDependencies).sort(([a], [b]) => a.localeCompare(b, "en")));
  if (entry !== undefined) lock.set("packages/e2e", { ...entry, devDependencies: sorted });
}

function readProfile(template: Template): Record<string, unknown> {
  return readToml<CargoWorkspace>(textOf(template.shared, crates)).profile.dev.package;
}
