import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { type Browser, chromium } from "playwright-core";

/**
 * Starts Chromium: the one that `E2E_BROWSER` names, or that of a package on Linux on x64, which is the system that it is made for.
 * Rejects elsewhere, with what to do.
 */
export async function startBrowser(): Promise<Browser> {
  const named = process.env.E2E_BROWSER;
  // Containers often have root alone, and as root Chromium has no sandbox; it sees no page but the test's.
  if (named !== undefined) return chromium.launch({ executablePath: named, args: ["--no-sandbox"] });
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      "there is no packaged Chromium for this system: install Chromium or Chrome (apt-get install chromium, or " +
        "brew install --cask chromium), and set E2E_BROWSER to its program",
    );
  }
  const { program, libraries } = unpack();
  const env = { ...process.env, LD_LIBRARY_PATH: libraries };
  return chromium.launch({ executablePath: program, args: ["--no-sandbox"], env });
}

/** Unpacks the browser and the libraries that a bare system lacks, once for each version of the package. */
function unpack(): { program: string; libraries: string } {
  const manifest = findPackageJSON("@sparticuz/chromium", import.meta.url) as string;
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const folder = join(import.meta.dirname, "../../bin", `chromium-${version}`);
  const unpacked = { program: join(folder, "chromium"), libraries: join(folder, "lib") };
  if (existsSync(folder)) return unpacked;
  const content = (name: string) => brotliDecompressSync(readFileSync(join(dirname(manifest), "bin", name)));
  const unfinished = `${folder}.unfinished`;
  mkdirSync(unfinished, { recursive: true });
  execFileSync("tar", ["-x", "-C", unfinished], { input: content("al2023.tar.br") });
  writeFileSync(join(unfinished, "chromium"), content("chromium.br"), { mode: 0o755 });
  renameSync(unfinished, folder);
  return unpacked;
}
