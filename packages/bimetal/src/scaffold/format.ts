import { spawnSync } from "node:child_process";

/** A formatter that is not there; what it would have formatted is right, but may be laid out otherwise. */
export interface MissingFormatter {
  readonly tool: "gofmt" | "rustfmt";
}

/**
 * Formats Go and Rust files in place, as the workspace's own formatters would: how lines are broken and aligned depends on the
 * names in them. Both tools come with their languages.
 */
export function formatFiles(root: string, paths: readonly string[]): MissingFormatter[] {
  const go = paths.filter((path) => path.endsWith(".go"));
  const rust = paths.filter((path) => path.endsWith(".rs"));
  const missing: MissingFormatter[] = [];
  if (go.length > 0 && !run(root, "gofmt", ["-w", ...go])) missing.push({ tool: "gofmt" });
  const options = ["--edition", "2024", "--config-path", root];
  if (rust.length > 0 && !run(root, "rustfmt", [...options, ...rust])) missing.push({ tool: "rustfmt" });
  return missing;
}

function run(cwd: string, tool: string, args: readonly string[]): boolean {
  return spawnSync(tool, args, { cwd, stdio: "ignore" }).status === 0;
}
