import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ExpectedError } from "../command.ts";
import { crossCheck } from "./check.ts";
import { ManifestError } from "./error.ts";
import type { Component, Edge, Manifest } from "./model.ts";
import { schemaFindings } from "./schema.ts";

/** The manifest's file name; its folder is the workspace's root. */
export const manifestFile = "bimetal.json";

/** What the file may leave out. */
interface Written {
  readonly name: string;
  readonly components: readonly (Omit<Component, "replicas"> & { readonly replicas?: number })[];
  readonly edges?: readonly Edge[];
}

/**
 * Reads and checks `bimetal.json` in `root`.
 *
 * @throws ManifestError with everything that is wrong
 * @throws ExpectedError where the file cannot be read
 */
export function readManifest(root: string): Manifest {
  const file = join(root, manifestFile);
  const written = parse(file, readText(file));
  const wrong = schemaFindings(written);
  if (wrong.length > 0) throw new ManifestError(file, wrong);
  const { name, components, edges = [] } = written as Written;
  const manifest: Manifest = { name, components: components.map((one) => ({ replicas: 1, ...one })), edges };
  const inconsistent = crossCheck(root, manifest);
  if (inconsistent.length > 0) throw new ManifestError(file, inconsistent);
  return manifest;
}

/**
 * The workspace that `folder` lies in: the nearest folder above it that holds a manifest.
 *
 * @throws ExpectedError where there is none
 */
export function findRoot(folder: string): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, manifestFile))) return at;
    if (at === dirname(at)) throw new ExpectedError(`no ${manifestFile} in ${folder} or above it: not in a workspace`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ExpectedError(`cannot read the manifest: ${(error as Error).message}`, { cause: error });
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ManifestError(file, [{ path: "", message: `not JSON: ${(error as Error).message}` }]);
  }
}
