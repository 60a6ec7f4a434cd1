import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planFile } from "../bench/plan.ts";
import { runCli } from "../cli.ts";
import { type Scaffolded, scaffolded } from "../testing/scaffolded.ts";
import { recordingIo } from "../testing/workspace.ts";
import { commands } from "./index.ts";

/** Runs a command that succeeds, and commits. */
async function done(place: Scaffolded, ...args: string[]): Promise<void> {
  const io = recordingIo(place.root);
  expect(await runCli(commands, args, io), io.err()).toBe(0);
  place.commit();
}

/** Files of code, prose apart, that say something of the members that a workspace began with. */
function codeThatNamesThem({ root }: Scaffolded): string[] {
  const named = /catalog|search[._]?v1|SearchService|services\/search/i;
  const code = ["go", "rs", "ts", "js", "mjs", "mod", "toml", "json", "yaml"].map((ending) => `*.${ending}`);
  return execFileSync("git", ["ls-files", ...code], { cwd: root, encoding: "utf8" })
    .split("\n")
    .filter((path) => path !== "" && named.test(readFileSync(join(root, path), "utf8")));
}

test("what a member brought of a crate's optional dependencies goes and comes with it: Cargo accepts the lock as it is", async () => {
  using place = await scaffolded();
  const services = join(place.root, "services");
  const cargo = (...options: string[]) =>
    execFileSync("cargo", ["metadata", "--locked", "--format-version", "1", ...options], {
      cwd: services,
      maxBuffer: 64 << 20,
      stdio: ["ignore", "pipe", "pipe"],
    });
  // Fetches what is not there yet.
  cargo();
  const before = readFileSync(join(services, "Cargo.lock"), "utf8");
  await done(place, "disconnect", "catalog", "search");
  await done(place, "remove", "search");
  expect(readFileSync(join(services, "Cargo.lock"), "utf8")).not.toBe(before);
  cargo("--offline");
  await done(place, "add", "engine", "finder");
  cargo("--offline");
});

test("with the starter's members go their rivals in the bench and the demo, which would not compile without them", async () => {
  using place = await scaffolded();
  const read = (path: string) => readFileSync(join(place.root, path), "utf8");
  const rivals = ["packages/bench/get/src/main.rs", "packages/bench/sieve/main.go"];
  expect(codeThatNamesThem(place)).toEqual(expect.arrayContaining([...rivals, "packages/demo/src/run.ts"]));
  await done(place, "disconnect", "gateway", "catalog");
  await done(place, "disconnect", "catalog", "search");

  await done(place, "remove", "search");
  expect(Object.keys(JSON.parse(read(planFile)))).toEqual(["$schema", "service"]);
  expect(existsSync(join(place.root, "packages/bench/sieve"))).toBe(false);
  expect(existsSync(join(place.root, "packages/bench/get"))).toBe(true);

  await done(place, "remove", "catalog");
  expect(codeThatNamesThem(place)).toEqual([]);
  expect(existsSync(join(place.root, planFile))).toBe(false);
  expect(read("services/Cargo.toml")).not.toContain("bench/get");
  expect(read("services/Cargo.lock")).not.toContain("bench-get");
  expect(JSON.parse(read("package.json")).scripts).not.toHaveProperty("demo");
});
