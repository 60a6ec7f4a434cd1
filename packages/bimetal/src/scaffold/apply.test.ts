import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { apply, disk, type FileLayer, recover } from "./apply.ts";
import { Tree } from "./tree.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "apply-"));
  mkdirSync(join(root, "kept"));
  writeFileSync(join(root, "kept/changed.txt"), "before");
  writeFileSync(join(root, "kept/removed.txt"), "before");
});
afterEach(() => rmSync(root, { recursive: true }));

function plan(): Tree {
  const tree = new Tree(root);
  tree.write("kept/changed.txt", "after");
  tree.delete("kept/removed.txt");
  tree.write("new/deep/added.sh", "after", true);
  tree.write("new/other.txt", "after");
  return tree;
}

/** Every file with its content. */
function snapshot(folder = root): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(root.length + 1), readFileSync(file, "utf8")]),
  );
}

const after = { "kept/changed.txt": "after", "new/deep/added.sh": "after", "new/other.txt": "after" };

test("all changes are made, and nothing is left beside them", () => {
  apply(root, plan().changes());
  expect(snapshot()).toEqual(after);
  expect(existsSync(join(root, ".bimetal"))).toBe(false);
  expect(plan().changes()).toEqual([]);
});

/** Fails at the n-th operation, after it did half of it. */
function failingAt(n: number, how: () => never): FileLayer {
  let operations = 0;
  const step = (whole: () => void, half: () => void) => {
    if (operations++ !== n) return whole();
    half();
    how();
  };
  return {
    write: (path, content, executable) =>
      step(
        () => disk.write(path, content, executable),
        () => {
          mkdirSync(join(path, ".."), { recursive: true });
          writeFileSync(`${path}.new`, content.subarray(0, 2));
        },
      ),
    remove: (path) =>
      step(
        () => disk.remove(path),
        () => undefined,
      ),
  };
}

// The journal, four changes, and the journal's end.
const operations = [0, 1, 2, 3, 4, 5];

test.each(operations)("a full disk at operation %i leaves everything as it was", (n) => {
  const before = snapshot();
  const full = () => {
    throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  };
  expect(() => apply(root, plan().changes(), failingAt(n, full))).toThrow("nothing was changed: ENOSPC");
  expect(snapshot()).toEqual(before);
  expect(existsSync(join(root, "new"))).toBe(false);
});

test.each(operations)(
  "a process that is killed at operation %i leaves the old tree or the new one, once recovered",
  (n) => {
    const before = snapshot();
    const script = `
    import { apply, disk } from ${JSON.stringify(join(import.meta.dirname, "apply.ts"))};
    import { Tree } from ${JSON.stringify(join(import.meta.dirname, "tree.ts"))};
    const tree = new Tree(${JSON.stringify(root)});
    tree.write("kept/changed.txt", "after"); tree.delete("kept/removed.txt");
    tree.write("new/deep/added.sh", "after", true); tree.write("new/other.txt", "after");
    let operations = 0;
    const step = (work) => { if (operations++ === ${n}) process.kill(process.pid, "SIGKILL"); work(); };
    apply(tree.root, tree.changes(), { write: (...a) => step(() => disk.write(...a)), remove: (p) => step(() => disk.remove(p)) });`;
    const { signal } = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", script]);
    expect(signal).toBe("SIGKILL");
    // The journal is what tells that a change is not whole; without it, nothing had begun.
    expect(recover(root)).toBe(n > 0);
    expect(snapshot()).toEqual(before);
  },
);
