import { posix } from "node:path";
import { readDescriptorSet, writeDescriptorSet } from "../scaffold/descriptor-set.ts";
import { CargoLock } from "../scaffold/edit/cargo-lock.ts";
import { readJson, setJson } from "../scaffold/edit/json.ts";
import { type LockedPackage, NpmLock } from "../scaffold/edit/npm-lock.ts";
import { removeModules } from "../scaffold/edit/rust.ts";
import { type CargoWorkspace, editToml, readToml } from "../scaffold/edit/toml.ts";
import { bytesOf, type TemplateFile, textOf } from "./files.ts";
import { starterFolders } from "./starter.ts";
import { entryOf } from "./table.ts";

/** The contract that every workspace has: the options that the gateway reads. */
const genericContract = "gateway";

/** The starter's service uses it, the reference's do not. */
const moreDirect = "golang.org/x/sync";

/** A workspace before it has a name and members: the generic files, and those that name members, naming none. */
export function genericFiles(reference: readonly TemplateFile[]): TemplateFile[] {
  const edited: Readonly<Record<string, () => string | Buffer>> = {
    "proto/lib.rs": () => removeModules(textOf(reference, "proto/lib.rs"), (name) => name !== genericContract),
    "proto/gen/descriptor.binpb": () => descriptors(bytesOf(reference, "proto/gen/descriptor.binpb")),
    "services/go.mod": () => makeDirect(textOf(reference, "services/go.mod"), moreDirect),
    "services/Cargo.toml": () => cargoToml(reference),
    "services/Cargo.lock": () => cargoLock(reference),
    "package.json": () => rootPackage(textOf(reference, "package.json")),
    "packages/e2e/package.json": () => e2ePackage(reference),
    "package-lock.json": () => npmLock(reference),
  };
  const copied = reference.filter(({ path }) => entryOf(path)?.fate === "copied");
  const written = Object.entries(edited).map(([path, content]) => {
    return { path, content: Buffer.from(content()), executable: false };
  });
  return [...copied, ...written];
}

function descriptors(reference: Buffer): Buffer {
  const isGeneric = (name: string) => name.startsWith(`${genericContract}/`) || /^(buf|google)\//.test(name);
  return writeDescriptorSet(new Map([...readDescriptorSet(reference)].filter(([name]) => isGeneric(name))));
}

/** go.mod with a requirement among the direct ones. */
function makeDirect(text: string, module: string): string {
  const line = text.split("\n").find((one) => one.trim().startsWith(`${module} `)) ?? "";
  const without = text.replace(`${line}\n`, "");
  const wanted = line.replace(" // indirect", "");
  const next = without.split("\n").find((one) => one.startsWith("\t") && one > wanted) ?? ")";
  return without.replace(`${next}\n`, `${wanted}\n${next}\n`);
}

function cargoToml(reference: readonly TemplateFile[]): string {
  const generic = (member: string) => entryOf(posix.join("services", member, "Cargo.toml"))?.fate === "copied";
  const used = usedCrates(reference);
  return editToml<CargoWorkspace>(textOf(reference, "services/Cargo.toml"), ({ workspace, profile }) => {
    workspace.members = workspace.members.filter(generic);
    for (const name of Object.keys(workspace.dependencies)) if (!used.has(name)) delete workspace.dependencies[name];
    profile.dev.package = {};
  });
}

function cargoLock(reference: readonly TemplateFile[]): string {
  const used = usedCrates(reference);
  const lock = new CargoLock(textOf(reference, "services/Cargo.lock"));
  lock.remove(...lock.members().filter((crate) => !used.has(crate)));
  return lock.toString();
}

/** The generic crates, and what they and the starter's name as dependencies. */
function usedCrates(reference: readonly TemplateFile[]): Set<string> {
  const manifests = reference.filter(({ path }) => path.endsWith("/Cargo.toml"));
  return new Set(
    manifests.flatMap(({ path, content }) => {
      const tables = readToml<CrateToml>(content.toString("utf8"));
      const needed = [tables.dependencies, tables["dev-dependencies"]].flatMap((table) => Object.keys(table ?? {}));
      return entryOf(path)?.fate === "copied" && tables.package ? [tables.package.name, ...needed] : needed;
    }),
  );
}

/** What is read of a crate's Cargo.toml. */
interface CrateToml {
  readonly package?: { readonly name: string };
  readonly dependencies?: object;
  readonly "dev-dependencies"?: object;
}

function rootPackage(reference: string): string {
  const edits: [path: string[], value: unknown][] = [
    [["description"], undefined],
    [["workspaces"], ["packages/*", "services/*", "proto"]],
    // There the tool is installed, not built.
    [["scripts", "create"], undefined],
    // Of what only the reference's tests install.
    [["overrides"], undefined],
  ];
  return edits.reduce((json, [path, value]) => setJson(json, path, value), reference);
}

function e2ePackage(reference: readonly TemplateFile[]): string {
  const text = textOf(reference, "packages/e2e/package.json");
  const members = new NpmLock(textOf(reference, "package-lock.json")).members().filter((folder) => !isGeneric(folder));
  const names = members.map((folder) => `@workspace/${folder.split("/").at(-1)}`);
  const { devDependencies } = readJson<{ devDependencies: Record<string, string> }>(text);
  const foreign = Object.keys(devDependencies).filter((one) => names.includes(one));
  return foreign.reduce((json, one) => setJson(json, ["devDependencies", one], undefined), text);
}

/** Whether a member of the reference is one of every workspace. */
function isGeneric(folder: string): boolean {
  const fate = entryOf(`${folder}/package.json`)?.fate;
  return fate === "copied" || fate === "edited";
}

/** The lock without the reference's members, but with all that the starter's members need. */
function npmLock(reference: readonly TemplateFile[]): string {
  const lock = new NpmLock(textOf(reference, "package-lock.json"));
  const tool = lock.get("packages/bimetal") as LockedPackage;
  const ofStarter: readonly string[] = Object.values(starterFolders);
  for (const folder of lock.members()) {
    if (!isGeneric(folder) && !ofStarter.includes(folder)) lock.removeMember(folder);
  }
  // There it is a package like others, no member.
  lock.set("node_modules/bimetal", tool);
  lock.prune();
  for (const folder of ofStarter) lock.removeMember(folder);
  return lock.toString();
}
