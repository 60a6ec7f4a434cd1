import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unpack } from "./archive.ts";
import { collect } from "./files.ts";
import { prepare, type Template } from "./prepare.ts";

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Where the packed tool carries its template; in the reference there is none, and the reference itself is the template. */
const packed = join(packageFolder, "template.json.br");

let loaded: Template | undefined;

/** What the tool makes workspaces from. */
export function loadTemplate(): Template {
  loaded ??= existsSync(packed) ? unpack(readFileSync(packed)) : prepare(collect(join(packageFolder, "../..")));
  return loaded;
}
