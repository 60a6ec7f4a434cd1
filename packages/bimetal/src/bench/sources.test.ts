import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { copySources } from "./sources.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "sources-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("a copy has what a build reads: sources, also new ones, what Cargo is told, and the programs of packages", async () => {
  const [root, copy] = [folder(), folder()];
  const files = {
    ".gitignore": "target/\nnode_modules/\n",
    ".cargo/config.toml": "[env]\n",
    "services/engine/lib.rs": "fn main() {}\n",
    "services/target/debug/engine": "compiled",
    "docs/page.md": "not built\n",
    "node_modules/.bin/buf": "a program",
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root });
  git("init", "--quiet");
  git("add", ".cargo", "services");
  writeFileSync(join(root, "services/engine/lib.rs"), "fn main() { changed() }\n");
  writeFileSync(join(root, "services/engine/new.rs"), "");

  await copySources(root, copy);

  expect(readFileSync(join(copy, "services/engine/lib.rs"), "utf8")).toContain("changed");
  for (const file of [".cargo/config.toml", "services/engine/new.rs", "node_modules/.bin/buf"]) {
    expect(existsSync(join(copy, file)), file).toBe(true);
  }
  for (const file of ["services/target", "docs"]) expect(existsSync(join(copy, file)), file).toBe(false);
});
