import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const packages = join(import.meta.dirname, "../../..");

/** Both packages as they would be published; disposing of it removes them. */
export interface Packed extends Disposable {
  readonly tarballs: readonly string[];
}

/** Packs `bimetal` and `create-bimetal` into a temporary folder. */
export function pack(): Packed {
  const folder = mkdtempSync(join(tmpdir(), "packed-"));
  const tarballs = ["bimetal", "create-bimetal"].map((name) => {
    const args = ["pack", "--json", "--pack-destination", folder];
    const said = execFileSync("npm", args, {
      cwd: join(packages, name),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    // The scripts that run while packing may have printed before.
    const [{ filename }] = JSON.parse(said.slice(said.lastIndexOf("\n[") + 1)) as [{ filename: string }];
    return join(folder, filename);
  });
  return { tarballs, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
