// The promises that the turbo graph makes, held on the real graph.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

const root = join(import.meta.dirname, "..");

/** Runs turbo in `cwd`; the binary is this workspace's. */
function turbo(cwd, ...args) {
  return execFileSync(join(root, "node_modules/.bin/turbo"), args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 << 20,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  });
}

/** The tasks that would run something, by id, with their hash and whether the cache has them. */
function plan(cwd, ...tasks) {
  const { tasks: planned } = JSON.parse(turbo(cwd, "run", ...tasks, "--dry=json"));
  return new Map(planned.filter((t) => t.command !== "<NONEXISTENT>").map((t) => [t.taskId, t]));
}

describe("a change", () => {
  let copy;

  before(() => {
    // A copy, so that the change touches nobody's work. What git does not ignore is what turbo hashes.
    copy = mkdtempSync(join(tmpdir(), "graph-"));
    const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
    });
    for (const file of files.split("\n").filter(Boolean)) {
      cpSync(join(root, file), join(copy, file), { force: true, recursive: true, dereference: false });
    }
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    execFileSync("git", ["init", "--quiet"], { cwd: copy });
    execFileSync("git", ["add", "--all"], { cwd: copy });
  });

  after(() => rmSync(copy, { recursive: true, force: true }));

  /** The build tasks whose hash changes when a line is added to `file`. */
  function rebuiltBy(file) {
    const earlier = plan(copy, "build");
    appendFileSync(join(copy, file), "\n// changed\n");
    const later = plan(copy, "build");
    return [...later.values()].filter((t) => t.hash !== earlier.get(t.taskId)?.hash).map((t) => t.taskId);
  }

  test("in a .rs file of an engine rebuilds that engine only", () => {
    assert.deepEqual(rebuiltBy("services/pricer/src/main.rs"), ["@workspace/pricer#build"]);
  });

  test("in a .proto file rebuilds all three languages", () => {
    const rebuilt = rebuiltBy("proto/pricer/v1/job.proto");
    for (const member of ["gateway", "kit-go", "risk", "kit-rust", "pricer"]) {
      assert.ok(rebuilt.includes(`@workspace/${member}#build`), `${member} is not rebuilt: ${rebuilt}`);
    }
  });

  test("in the Go module rebuilds the Go members and nothing of Rust", () => {
    const rebuilt = rebuiltBy("services/go.sum");
    assert.ok(rebuilt.includes("@workspace/risk#build"), String(rebuilt));
    assert.ok(!rebuilt.includes("@workspace/pricer#build"), String(rebuilt));
  });
});

test("a second build and test with no change are all cache hits", () => {
  turbo(root, "run", "build", "test", "--output-logs=errors-only");
  const missed = [...plan(root, "build", "test").values()].filter((t) => t.cache.status !== "HIT").map((t) => t.taskId);
  assert.deepEqual(missed, []);
});

test("every member of every language is built, tested and linted by the one graph", () => {
  const planned = plan(root, "build", "test", "lint");
  const languages = [
    "bimetal",
    "@workspace/gateway",
    "@workspace/kit-go",
    "@workspace/risk",
    "@workspace/kit-rust",
    "@workspace/pricer",
  ];
  const wanted = languages.flatMap((member) => ["build", "test", "lint"].map((task) => `${member}#${task}`));
  assert.deepEqual(
    wanted.filter((task) => !planned.has(task)),
    [],
  );
});

test("cargo finds the workspace's protoc whichever member's folder it is called in", () => {
  const manifests = execFileSync("git", ["ls-files", "*Cargo.toml"], { cwd: root, encoding: "utf8" });
  const without = manifests
    .split("\n")
    .filter(Boolean)
    .filter((manifest) => {
      const above = manifest.split("/").map((_, depth, parts) => parts.slice(0, depth).join("/"));
      return !above.some((folder) => existsSync(join(root, folder, ".cargo/config.toml")));
    });
  assert.deepEqual(without, []);
});
