import { existsSync } from "node:fs";
import { join } from "node:path";
import { compare } from "../derive/compare.ts";
import { derive } from "../derive/derive.ts";
import { type ProcessEntry, processEntries } from "../derive/processes.ts";
import { readManifest } from "../manifest/read.ts";
import { StackError } from "./error.ts";

/**
 * What a workspace runs, in start order.
 *
 * @throws StackError where a file that the manifest decides is not current: what runs would not be what the manifest says
 */
export function readProcessList(root: string): readonly ProcessEntry[] {
  const manifest = readManifest(root);
  const behind = derive(manifest, (path) => existsSync(join(root, path)))
    .map((file) => compare(root, file))
    .filter(({ state }) => state !== "current");
  if (behind.length > 0) {
    const names = behind.map(({ path, state }) => `${path} (${state})`).join(", ");
    throw new StackError(`not what bimetal.json says: ${names}. Run \`npm run sync\``);
  }
  return processEntries(manifest);
}
