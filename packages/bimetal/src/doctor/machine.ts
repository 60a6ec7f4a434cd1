import { statfs } from "node:fs/promises";
import { error, type Finding, ok, warning } from "./finding.ts";
import type { Output } from "./output.ts";

/** What a build of all languages and its caches take, and what a stack at least needs to run; in bytes. */
const [comfortable, least] = [4 * 2 ** 30, 512 * 2 ** 20];

/** Looks at the room on the disk of `root`. */
export async function checkDisk(root: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  const text = `${(free / 2 ** 30).toFixed(1)} GiB free`;
  if (free >= comfortable) return ok("disk", text);
  const fix = "make room; `cargo clean` in services, `go clean -cache` and .turbo/cache give back the most";
  return free < least ? error("disk", text, fix) : warning("disk", `${text}; a build from nothing may take 4 GiB`, fix);
}

/** Looks for a container engine and compose, which only the containers need. */
export async function checkContainers(output: Output): Promise<Finding[]> {
  const only = "`bimetal dev` does without it; docker/compose.yaml does not";
  const client = await output("docker", "--version");
  if (client === undefined) {
    return [warning("docker", `not found; ${only}`, "install it from https://docs.docker.com/get-docker")];
  }
  const server = await output("docker", "info", "--format", "{{.ServerVersion}}");
  const engine = server
    ? ok("docker", `engine ${server}`)
    : warning("docker", `the engine does not answer; ${only}`, "start it: `systemctl start docker`, or Docker Desktop");
  const compose = await output("docker", "compose", "version", "--short");
  return [
    engine,
    compose
      ? ok("compose", compose)
      : warning("compose", `not found; ${only}`, "install the plug-in: https://docs.docker.com/compose/install"),
  ];
}
