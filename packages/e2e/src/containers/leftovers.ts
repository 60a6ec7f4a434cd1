import { randomBytes } from "node:crypto";
import { compose } from "./compose.ts";
import { containerEngine } from "./engine.ts";

const prefix = "e2e";

/** Ends a project without waiting for its components to end by themselves, and takes its volumes away. */
export const downNow = ["down", "--volumes", "--timeout", "1"];

/** A name for a compose project of this process that no other has. */
export function newProjectName(): string {
  return `${prefix}-${process.pid}-${randomBytes(3).toString("hex")}`;
}

/** Ends the stacks of test processes that ended without doing so: killed ones. */
export async function removeLeftovers(): Promise<void> {
  const all = await (await containerEngine()).list();
  const projects = new Set(all.map(({ Labels }) => Labels["com.docker.compose.project"] ?? ""));
  for (const project of projects) {
    const [, pid] = new RegExp(`^${prefix}-(\\d+)-`).exec(project) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await compose(["--project-name", project, ...downNow]);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
