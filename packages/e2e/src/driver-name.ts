import { spawnSync } from "node:child_process";
import type { DriverName } from "./stack.ts";

/**
 * The driver that `E2E_DRIVER` names; without it containers where a container engine answers, and processes where none does.
 *
 * @throws where `E2E_DRIVER` names neither
 */
export function chosenDriver(): DriverName {
  const wanted = process.env.E2E_DRIVER;
  if (wanted === "containers" || wanted === "processes") return wanted;
  if (wanted) throw new Error(`E2E_DRIVER is "${wanted}"; it may be "containers" or "processes"`);
  return engineAnswers() ? "containers" : "processes";
}

function engineAnswers(): boolean {
  return spawnSync("docker", ["info"], { stdio: "ignore", timeout: 10_000 }).status === 0;
}
