import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Published } from "./registry.ts";

const packages = join(import.meta.dirname, "../../..");

/** Both packages as they would be published; disposing of it removes them. */
export interface Packed extends Disposable {
  readonly folder: string;
  readonly published: readonly Published[];
}

/** Packs `bimetal` and `create-bimetal` into a temporary folder. */
export function pack(): Packed {
  const folder = mkdtempSync(join(tmpdir(), "packed-"));
  const published = ["bimetal", "create-bimetal"].map((name) => {
    const at = join(packages, name);
    const args = ["pack", "--json", "--pack-destination", folder];
    const said = execFileSync("npm", args, { cwd: at, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    const manifest = JSON.parse(readFileSync(join(at, "package.json"), "utf8")) as Published["manifest"];
    // The scripts that run while packing may have printed before.
    const [{ filename }] = JSON.parse(said.slice(said.lastIndexOf("\n[") + 1)) as [{ filename: string }];
    return { manifest, tarball: join(folder, filename) };
  });
  return { folder, published, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
