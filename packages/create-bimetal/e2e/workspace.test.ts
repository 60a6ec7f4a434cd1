import { execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pack } from "../test/support/packed.ts";
import { startRegistry } from "../test/support/registry.ts";

let folder: string;
let shop: string;

/** What npm tells its scripts is not for a workspace that knows nothing of this one. */
const own = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|TURBO_|VITEST|NODE_ENV$|INIT_CWD$)/i.test(name)),
);
// Without what this workspace has put before the machine's own programs.
own.PATH = (own.PATH ?? "")
  .split(delimiter)
  .filter((part) => !part.includes("node_modules"))
  .join(delimiter);

// What others have written is compiled once for all workspaces; what a workspace builds lies in its own folders all the same.
own.CARGO_BUILD_BUILD_DIR = join(import.meta.dirname, "../../../services/target");

/** Runs a command to its end, and fails with the end of what it said. */
async function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<void> {
  const child = spawn(command, args, { cwd: shop, env: own, stdio: ["ignore", "pipe", "pipe"], ...options });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += chunk));
  const [code] = await once(child, "close");
  expect(code, `${command} ${args.join(" ")}\n${said.slice(-6000)}`).toBe(0);
}

const git = (...args: string[]) => execFileSync("git", args, { cwd: shop, encoding: "utf8" });

function commit(message: string): void {
  git("add", "--all");
  git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "-m", message);
}

const growth = [
  ["add", "service", "billing"],
  ["add", "engine", "scoring"],
  ["connect", "billing", "scoring"],
  ["connect", "gateway", "billing"],
];

/** Every gate, and what formatting, generating and testing leave behind: nothing. What the gates say is the progress of this test. */
async function passesItsGates(driver: string | undefined): Promise<void> {
  const env = driver === undefined ? own : { ...own, E2E_DRIVER: driver };
  await run("npm", ["test"], { env, stdio: ["ignore", "inherit", "inherit"] });
  await run("npm", ["run", "format"]);
  expect(git("status", "--porcelain"), "what is left behind").toBe("");
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "created-"));
  // Where these tests run as root, PostgreSQL runs as somebody else, who must get here.
  chmodSync(folder, 0o755);
  shop = join(folder, "shop");
  using packed = pack();
  await using registry = await startRegistry(packed.tarballs);
  const env = {
    ...own,
    npm_config_registry: registry.url,
    npm_config_cache: join(folder, ".npm"),
    npm_config_yes: "true",
  };
  const args = ["--service", "catalog", "--engine", "search", "--no-install"];
  await run("npm", ["exec", "create-bimetal@0.1.0", "--", "shop", ...args], { cwd: folder, env });
  git("tag", "made");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("npm start installs, builds, and shows the first answer through all three languages", async () => {
  const child = spawn("npm", ["start"], {
    cwd: shop,
    env: own,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  try {
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on("data", (chunk) => {
        said += chunk;
        if (said.includes("Try next")) resolve();
      });
      child.once("exit", (code) => reject(new Error(`npm start ended with ${code}\n${said.slice(-6000)}`)));
    });
  } finally {
    process.kill(-Number(child.pid), "SIGINT");
  }
  // The number of primes up to 10^9: https://oeis.org/A006880.
  expect(said).toContain("50,847,534 primes up to 1,000,000,000, as published");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  expect(git("status", "--porcelain"), "what starting leaves behind").toBe("");
});

test("as it was made it passes its own gates, on processes", () => passesItsGates("processes"));

test("grown by a service, an engine and two edges it passes them again, on containers where they are", async () => {
  for (const step of growth) {
    await run("npx", ["bimetal", ...step]);
    commit(step.join(" "));
  }
  await passesItsGates(own.E2E_DRIVER);
});

test("what has grown is taken back, to the last byte", async () => {
  for (const [verb = "", ...names] of growth.toReversed()) {
    await run("npx", ["bimetal", verb === "connect" ? "disconnect" : "remove", ...names.slice(verb === "add" ? 1 : 0)]);
    commit(`take back ${verb} ${names.join(" ")}`);
  }
  expect(git("diff", "--stat", "made"), "what differs from the workspace as it was made").toBe("");
});
