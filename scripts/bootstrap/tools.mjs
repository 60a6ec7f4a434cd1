import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wantedNode } from "./node.mjs";
import { atLeast, versionIn } from "./version.mjs";

/** The versions that the workspace asks for, each read where it is pinned. */
export function wantedVersions(root) {
  const numbers = (version) => version.split(".").map(Number);
  const pinned = (file, pattern) => numbers(pattern.exec(readFileSync(join(root, file), "utf8"))[1]);
  return {
    node: numbers(wantedNode(root)),
    go: pinned("services/go.mod", /^go (\d+\.\d+)/m),
    rust: pinned("services/Cargo.toml", /^rust-version = "([\d.]+)"/m),
  };
}

/**
 * What of the tools that npm cannot install is missing or too old, all of it at once.
 *
 * @param wanted as of `wantedVersions`
 * @param env where PATH and CC are looked up
 * @param node the version of this process
 * @returns findings of the form { tool, problem, remedy }
 */
export function missingTools(wanted, env = process.env, node = process.versions.node) {
  const compilers = env.CC ? [env.CC] : ["cc", "gcc", "clang"];
  return [
    tooOld("Node", wanted.node, `v${node}`, "https://nodejs.org, or the version manager that this one came with"),
    tooOld("Go", wanted.go, output(env, "go", "version"), "https://go.dev/dl"),
    tooOld("Rust", wanted.rust, output(env, "cargo", "--version"), rustRemedy(wanted.rust, env)),
    compilers.some((compiler) => output(env, ...compiler.split(" "), "--version") !== undefined)
      ? undefined
      : {
          tool: "a C compiler",
          problem: `${compilers.join(", ")}: none found; Rust links with it`,
          remedy: "apt-get install build-essential, dnf install gcc, apk add build-base, or xcode-select --install",
        },
  ].filter((finding) => finding !== undefined);
}

/** The findings as text for a terminal. */
export function describeMissing(findings) {
  const lines = findings.map(({ tool, problem, remedy }) => `  ${tool}: ${problem}\n    get it: ${remedy}`);
  return `Before anything else can happen, this machine needs:\n${lines.join("\n")}\n`;
}

function tooOld(tool, wanted, said, remedy) {
  const wantedText = `${wanted.join(".")} or later is wanted`;
  if (said === undefined) return { tool, problem: `not found on PATH; ${wantedText}`, remedy };
  const version = versionIn(said);
  if (version === undefined)
    return { tool, problem: `says "${said.trim()}", which is no version; ${wantedText}`, remedy };
  return atLeast(version, wanted)
    ? undefined
    : { tool, problem: `${version.join(".")} is too old; ${wantedText}`, remedy };
}

function rustRemedy(wanted, env) {
  const update = `rustup toolchain install ${wanted.join(".")} && rustup default ${wanted.join(".")}`;
  return output(env, "rustup", "--version") === undefined ? "https://rustup.rs" : update;
}

/**
 * What a program says, or undefined where it cannot be run or fails. It runs outside the workspace: inside, go and rustup may
 * fetch another version than the one that PATH names.
 */
function output(env, command, ...args) {
  const { status, stdout } = spawnSync(command, args, { cwd: tmpdir(), env, encoding: "utf8", timeout: 30_000 });
  return status === 0 ? stdout : undefined;
}
