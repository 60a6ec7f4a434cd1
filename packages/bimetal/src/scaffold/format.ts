import { succeeds } from "./spawn.ts";

/** A formatter that is not there; what it would have formatted is right, but may be laid out otherwise. */
export interface MissingFormatter {
  readonly tool: "gofmt" | "rustfmt";
}

/** Whether the layout of a new workspace's file depends on the names that were chosen: it names members. */
export function namesMembers(path: string): boolean {
  return /^(packages\/bench\/(get|sieve)\/|services\/(?!kit-)|proto\/(gen\/|lib\.rs))/.test(path);
}

/**
 * Formats Go and Rust files in place, as the workspace's own formatters would: how lines are broken and aligned depends on the
 * names in them. Both tools come with their languages.
 */
export async function formatFiles(root: string, paths: readonly string[]): Promise<MissingFormatter[]> {
  const go = paths.filter((path) => path.endsWith(".go"));
  const rust = paths.filter((path) => path.endsWith(".rs"));
  const options = ["--edition", "2024", "--config-path", root];
  const [gofmt, rustfmt] = await Promise.all([
    go.length === 0 || succeeds(root, "gofmt", ["-w", ...go]),
    rust.length === 0 || succeeds(root, "rustfmt", [...options, ...rust]),
  ]);
  return [...(gofmt ? [] : [{ tool: "gofmt" } as const]), ...(rustfmt ? [] : [{ tool: "rustfmt" } as const])];
}
