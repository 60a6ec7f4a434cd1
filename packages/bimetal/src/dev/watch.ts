import { relative, sep } from "node:path";
import { watch } from "chokidar";

/** Changes that come within this of each other are one: an editor, or a checkout, writes many files. */
const quietMs = 200;

/** What is made by building and testing, or says nothing about what runs. */
const ignoredFolders = new Set(["node_modules", "dist", "bin", "target", ".turbo", ".git", ".bimetal", "coverage"]);
const ignoredFiles = /(\.test\.[cm]?[jt]s|_test\.go|\.tsbuildinfo|\.md|~|\.sw[a-z])$/;

/** Whether the file, relative to the root, is none that runs. */
export function isIgnored(path: string): boolean {
  const parts = path.split(sep);
  return parts.some((part) => ignoredFolders.has(part)) || ignoredFiles.test(path);
}

/**
 * Tells of changes below `paths`, which are relative to `root`; so are the changed files.
 *
 * @returns once it looks; its result ends that
 */
export async function watchSources(
  root: string,
  paths: readonly string[],
  onChange: (files: readonly string[]) => void,
): Promise<() => Promise<void>> {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch([...paths], {
    cwd: root,
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => isIgnored(relative(root, path)),
  });
  watcher.on("all", (event, path) => {
    if (event === "addDir" || event === "unlinkDir") return;
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...changed];
      changed.clear();
      onChange(files);
    }, quietMs);
  });
  await new Promise<void>((resolve, reject) => {
    watcher.once("ready", resolve);
    watcher.once("error", reject);
  });
  watcher.on("error", () => undefined);
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}
