import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ExpectedError, type PackedTool } from "bimetal/create";

const vendor = join(import.meta.dirname, "../vendor");

/** The packed `bimetal` that this package carries for new workspaces. */
export function carriedTool(): PackedTool {
  const manifest = createRequire(import.meta.url)("bimetal/package.json") as PackedTool["manifest"];
  const version = String(manifest.version);
  try {
    const [tarball = ""] = readdirSync(vendor).filter((file) => file.endsWith(".tgz"));
    return { version, manifest, tarball: readFileSync(join(vendor, tarball)) };
  } catch (cause) {
    throw new ExpectedError(
      "this package was not packed, so it carries no tool: `npm pack` it, and run what was packed",
      {
        cause,
      },
    );
  }
}
