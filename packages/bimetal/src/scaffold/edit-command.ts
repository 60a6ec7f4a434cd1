import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ExpectedError, type Io } from "../command.ts";
import { derive } from "../derive/derive.ts";
import { ManifestError } from "../manifest/error.ts";
import type { Manifest } from "../manifest/model.ts";
import { findRoot, manifestFile, readManifest } from "../manifest/read.ts";
import { schemaFindings } from "../manifest/schema.ts";
import { apply, recover } from "./apply.ts";
import { formatFiles } from "./format.ts";
import { repositoryOf, uncommitted } from "./git.ts";
import { npm } from "./npm.ts";
import { drawTree, kindOf, unifiedDiff } from "./report.ts";
import { settleCargoLock } from "./settle.ts";
import { Tree } from "./tree.ts";

/** What all commands take that change a workspace. */
export const editOptions = {
  "dry-run": { type: "boolean" },
  force: { type: "boolean" },
  json: { type: "boolean" },
  "no-install": { type: "boolean" },
  yes: { type: "boolean", short: "y" },
} as const;

/** The help of these options. */
export const editHelp = `  --dry-run      write nothing; show the files as a tree and a diff
  --no-install   do not run \`npm install\` afterwards
  --force        work in a git tree that has uncommitted changes
  --json         one JSON document on standard output instead of text
  -y, --yes      ask nothing; nothing is asked, so this is for scripts that say so everywhere`;

/** Their values. */
export interface EditOptions {
  readonly "dry-run"?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly "no-install"?: boolean | undefined;
}

/** A change of a workspace, planned on a tree. */
export interface Edit {
  readonly tree: Tree;
  readonly manifest: Manifest;
}

/**
 * Plans a change, then shows it or makes it, whole or not at all, and says how to take it back.
 *
 * @param plan changes the tree and returns the manifest as it will be; it throws where the change cannot be made
 * @param next what to do after, a line each
 */
export async function editWorkspace(
  io: Io,
  options: EditOptions,
  plan: (edit: Edit) => Manifest,
  next: readonly string[] = [],
): Promise<number> {
  const root = findRoot(io.cwd);
  if (recover(root)) io.stderr.write("put back what an earlier command, which was killed, had left half changed\n");
  const tree = new Tree(root);
  const manifest = plan({ tree, manifest: readManifest(root) });
  const wrong = schemaFindings(JSON.parse(tree.text(manifestFile)));
  if (wrong.length > 0) throw new ManifestError(join(root, manifestFile), wrong);
  for (const { path, content } of derive(manifest, (path) => tree.has(path))) tree.write(path, content);
  await Promise.all([formatPlanned(tree), settleCargoLock(tree)]);
  const changes = tree.changes();
  const named = changes.map((change) => ({ path: change.path, change: kindOf(change) }));
  if (options["dry-run"]) {
    const diff = unifiedDiff(changes);
    if (options.json) io.stdout.write(`${JSON.stringify({ written: false, files: named, diff }, undefined, 2)}\n`);
    else io.stdout.write(`${drawTree(changes)}\n${diff}`);
    return 0;
  }
  if (!options.force) await refuseDirty(root);
  apply(root, changes);
  const installed = options["no-install"] || !existsSync(join(root, "node_modules")) ? false : install(root, io);
  const undo = await undoCommand(
    root,
    changes.some(({ before }) => before === undefined),
  );
  if (options.json)
    io.stdout.write(`${JSON.stringify({ written: true, installed, files: named, undo }, undefined, 2)}\n`);
  else {
    io.stdout.write(drawTree(changes));
    if (!installed) io.stdout.write("\nThe next `npm start`, `npm test` or `npm install` links the new packages.\n");
    for (const line of next) io.stdout.write(`${line}\n`);
    if (undo !== undefined) io.stdout.write(`To take it back: ${undo}\n`);
  }
  return 0;
}

/** Formats what is new or changed of Go and Rust, aside of the workspace, for nothing of it is written yet. */
async function formatPlanned(tree: Tree): Promise<void> {
  const written = tree.changes().filter(({ path, after }) => after !== undefined && /\.(go|rs)$/.test(path));
  if (written.length === 0) return;
  const folder = mkdtempSync(join(tmpdir(), "bimetal-"));
  try {
    const rules = join(tree.root, "rustfmt.toml");
    if (existsSync(rules)) cpSync(rules, join(folder, "rustfmt.toml"));
    for (const { path, after } of written) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), after?.content ?? "");
    }
    // Where a formatter is missing, `npm run format` does it once it is there.
    await formatFiles(
      folder,
      written.map(({ path }) => path),
    );
    for (const { path } of written) tree.write(path, readFileSync(join(folder, path)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function refuseDirty(root: string): Promise<void> {
  if ((await repositoryOf(root)) === undefined) return;
  const dirty = await uncommitted(root);
  if (dirty.length === 0) return;
  const shown = dirty.slice(0, 5).join("\n  ");
  const more = dirty.length > 5 ? `\n  and ${dirty.length - 5} more` : "";
  throw new ExpectedError(
    `nothing was changed: there are uncommitted changes, which could not be told from new ones\n  ${shown}${more}\nCommit or stash them, or add --force`,
  );
}

async function undoCommand(root: string, adds: boolean): Promise<string | undefined> {
  if ((await repositoryOf(root)) === undefined) return undefined;
  // Of the signs between commands `;` is the one that every shell has, PowerShell 5 included.
  return adds ? "git restore .; git clean -fd" : "git restore .";
}

function install(root: string, io: Io): boolean {
  io.stderr.write("npm install\n");
  const options = ["install", "--no-audit", "--no-fund", "--loglevel=error"];
  const installed = npm(root, options);
  if (!installed) io.stderr.write("`npm install` failed; the files are written, run it again\n");
  return installed;
}
