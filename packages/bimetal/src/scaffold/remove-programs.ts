import { type Contender, type Plan, planFile } from "../bench/plan.ts";
import type { Component } from "../manifest/model.ts";
import { CargoLock } from "./edit/cargo-lock.ts";
import { readJson, setJson } from "./edit/json.ts";
import { editNpmLock } from "./edit/npm-lock.ts";
import { type CargoWorkspace, editToml, readToml } from "./edit/toml.ts";
import { casings } from "./names.ts";
import type { Tree } from "./tree.ts";

const crates = "services/Cargo.toml";
const cratesLock = "services/Cargo.lock";
const demoFolder = "packages/demo";

/**
 * Takes out what serves or calls a component's contract without being a component, and would not compile without it: the part of the
 * bench that measures it, with the rivals that were written for that, and the demo, where it is this component's.
 */
export function removeProgramsOf(tree: Tree, component: Component): void {
  removeFromBench(tree, component);
  removeDemo(tree, component);
}

function removeFromBench(tree: Tree, { name, contract = `${casings(name).snake}.v1` }: Component): void {
  if (!tree.has(planFile)) return;
  const { engine, service } = readJson<Plan>(tree.text(planFile));
  const isOurs = (method = "") => method.startsWith(`${contract}.`);
  const gone = [
    ...(isOurs(engine?.call.method) ? (["engine"] as const) : []),
    ...(isOurs(service?.get.method) ? (["service"] as const) : []),
  ];
  for (const part of gone) {
    for (const rival of { engine, service }[part]?.contenders ?? []) removeRival(tree, rival);
    tree.write(planFile, setJson(tree.text(planFile), [part], undefined));
  }
  // A plan of nothing is none; what measures stays for the next one.
  const rest = readJson<Plan>(tree.text(planFile));
  if (rest.engine === undefined && rest.service === undefined) tree.delete(planFile);
}

/** A rival lies in a folder of the bench; the component itself does not. */
function removeRival(tree: Tree, { build }: Contender): void {
  const [folder] = /^packages\/bench\/[^/]+(?=\/)/.exec(build.edit) ?? [];
  if (folder === undefined) return;
  const manifest = `${folder}/Cargo.toml`;
  if (tree.has(manifest)) removeCrate(tree, folder, readToml<CrateToml>(tree.text(manifest)).package.name);
  for (const path of tree.list(folder)) tree.delete(path);
}

/** What is read of a crate's Cargo.toml. */
interface CrateToml {
  readonly package: { readonly name: string };
}

function removeCrate(tree: Tree, folder: string, name: string): void {
  tree.write(
    crates,
    editToml<CargoWorkspace>(tree.text(crates), ({ workspace }) => {
      workspace.members = workspace.members.filter((member) => member !== `../${folder}`);
    }),
  );
  const lock = new CargoLock(tree.text(cratesLock));
  lock.remove(name);
  tree.write(cratesLock, lock.toString());
}

function removeDemo(tree: Tree, { name }: Component): void {
  const manifest = `${demoFolder}/package.json`;
  if (!tree.has(manifest) || readJson<{ name: string }>(tree.text(manifest)).name !== `@workspace/${name}-demo`) return;
  for (const path of tree.list(demoFolder)) tree.delete(path);
  tree.write("package.json", setJson(tree.text("package.json"), ["scripts", "demo"], undefined));
  editNpmLock(tree, (lock) => lock.removeMember(demoFolder));
}
