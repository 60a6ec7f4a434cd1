import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { error, type Finding, ok } from "./finding.ts";
import type { Output } from "./output.ts";
import { isAtLeast, versionIn } from "./version.ts";

/** A program that is needed in some version or later. */
interface Tool {
  readonly check: string;
  readonly command: readonly [string, ...string[]];
  /** Where the wanted version stands: a file and the part of it. None where any version will do, or nothing asks for it. */
  readonly wanted?: readonly [file: string, pattern: RegExp];
  readonly fix: string;
}

const tools: readonly Tool[] = [
  {
    check: "node",
    command: [process.execPath, "--version"],
    wanted: ["package.json", /"node-\w+-\w+": "(\d+\.\d+\.\d+)"/],
    fix: "`npm ci` installs it where npm has it for the platform, and the workspace's scripts use it; else https://nodejs.org",
  },
  {
    check: "go",
    command: ["go", "version"],
    wanted: ["services/go.mod", /^go (\d+\.\d+)/m],
    fix: "install it from https://go.dev/dl",
  },
  {
    check: "rust",
    command: ["cargo", "--version"],
    wanted: ["services/Cargo.toml", /^rust-version = "([\d.]+)"/m],
    fix: "install it with https://rustup.rs, or `rustup update stable`",
  },
  { check: "git", command: ["git", "--version"], fix: "install it from https://git-scm.com" },
];

/** Looks for the programs that build the workspace; the versions are those that its own files ask for. */
export async function checkTools(root: string, output: Output): Promise<Finding[]> {
  return [...(await Promise.all(tools.map((tool) => checkTool(root, tool, output)))), await checkCompiler(output)];
}

async function checkTool(root: string, { check, command, wanted, fix }: Tool, output: Output): Promise<Finding> {
  const [program, ...args] = command;
  const asked = wanted && wantedVersion(root, ...wanted);
  const said = await output(program, ...args);
  const text = asked === undefined ? "" : `; ${asked} or later is wanted`;
  if (said === undefined) return error(check, `not found on PATH${text}`, fix);
  const version = versionIn(said);
  if (version === undefined) return error(check, `says "${said}", which is no version${text}`, fix);
  if (asked !== undefined && !isAtLeast(version, versionIn(asked) ?? [])) {
    return error(check, `${version.join(".")} is too old${text}`, fix);
  }
  return ok(check, version.join("."));
}

async function checkCompiler(output: Output): Promise<Finding> {
  for (const compiler of process.env.CC ? [process.env.CC] : ["cc", "gcc", "clang"]) {
    const said = await output(compiler, "--version");
    if (said !== undefined) return ok("c compiler", said.split("\n")[0] ?? compiler);
  }
  const fix = "apt-get install build-essential, dnf install gcc, apk add build-base, or xcode-select --install";
  return error("c compiler", "none found; Rust links with it", fix);
}

function wantedVersion(root: string, file: string, pattern: RegExp): string | undefined {
  const path = join(root, file);
  return existsSync(path) ? pattern.exec(readFileSync(path, "utf8"))?.[1] : undefined;
}
