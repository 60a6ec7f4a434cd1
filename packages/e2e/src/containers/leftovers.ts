import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { containerEngine } from "./engine.ts";

const prefix = "e2e";

/** A name for a compose project of this process that no other has. */
export function newProjectName(): string {
  return `${prefix}-${process.pid}-${randomBytes(3).toString("hex")}`;
}

/** Ends the stacks of test processes that ended without doing so: killed ones. */
export async function removeLeftovers(): Promise<void> {
  const engine = await containerEngine();
  const all = await engine.dockerode.listContainers({ all: true });
  const projects = new Set(all.map(({ Labels }) => Labels["com.docker.compose.project"] ?? ""));
  for (const project of projects) {
    const [, pid] = new RegExp(`^${prefix}-(\\d+)-`).exec(project) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await promisify(execFile)("docker", ["compose", "-p", project, "down", "-v", "-t", "1"]);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
