import { readDescriptorSet, writeDescriptorSet } from "../scaffold/descriptor-set.ts";
import { CargoLock } from "../scaffold/edit/cargo-lock.ts";
import { NpmLock } from "../scaffold/edit/npm-lock.ts";
import { casings } from "../scaffold/names.ts";
import { bytesOf, type TemplateFile, textOf } from "./files.ts";
import { genericFiles } from "./generic.ts";
import { starter, starterFiles, starterFolders } from "./starter.ts";

/** What workspaces are made from. All that depends on no name is done in it already, once, when the tool is packed. */
export interface Template {
  /** A workspace before it has a name and members. */
  readonly generic: readonly TemplateFile[];
  /** The starter's files, where they go, under the starter's names. */
  readonly starter: readonly TemplateFile[];
  /** The files that all members share, with what they say of the starter's members. */
  readonly shared: readonly TemplateFile[];
}

/** Makes the template of the reference's files. */
export function prepare(reference: readonly TemplateFile[]): Template {
  return { generic: genericFiles(reference), starter: starterFiles(reference), shared: sharedFiles(reference) };
}

function sharedFiles(reference: readonly TemplateFile[]): TemplateFile[] {
  const of = (path: string, content: Buffer | string): TemplateFile => {
    return { path, content: Buffer.from(content), executable: false };
  };
  const whole = (path: string) => of(path, bytesOf(reference, path));

  const crates = new CargoLock(textOf(reference, "services/Cargo.lock"));
  crates.remove(...crates.members().filter((name) => name !== starter.engine));

  const packages = new NpmLock(textOf(reference, "package-lock.json")).only(Object.values(starterFolders));

  const contracts = Object.values(starter).map((name) => `${casings(name).snake}/`);
  const described = [...readDescriptorSet(bytesOf(reference, "proto/gen/descriptor.binpb"))];
  const own = described.filter(([name]) => contracts.some((contract) => name.startsWith(contract)));
  return [
    whole("proto/lib.rs"),
    whole("services/Cargo.toml"),
    of("services/Cargo.lock", crates.toString()),
    of("package-lock.json", packages.toString()),
    of("proto/gen/descriptor.binpb", writeDescriptorSet(new Map(own))),
  ];
}
