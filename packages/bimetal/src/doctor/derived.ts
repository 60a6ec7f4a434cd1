import { existsSync } from "node:fs";
import { join } from "node:path";
import { compare } from "../derive/compare.ts";
import { derive } from "../derive/derive.ts";
import type { Manifest } from "../manifest/model.ts";
import { error, type Finding, ok } from "./finding.ts";

/** Looks whether the files that the manifest decides are as it says. */
export function checkDerived(root: string, manifest: Manifest): Finding[] {
  return derive(manifest, (path) => existsSync(join(root, path)))
    .map((file) => compare(root, file))
    .map(({ path, state }) =>
      state === "current" ? ok(path, "as bimetal.json says") : error(path, state, "npm run sync"),
    );
}
