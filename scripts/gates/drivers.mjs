import { spawnSync } from "node:child_process";

/**
 * The drivers that the end-to-end scenarios run on.
 *
 * @param wanted E2E_DRIVER: `containers`, `processes` or `both`; unset takes containers where an engine answers
 * @param answers whether a container engine does
 * @returns { drivers, reason }, or { failure } where what is wanted cannot be had
 */
export function chooseDrivers(wanted, answers = engineAnswers) {
  switch (wanted) {
    case undefined:
    case "":
      return answers()
        ? { drivers: ["containers"], reason: "a container engine answers" }
        : { drivers: ["processes"], reason: "no container engine answers; E2E_DRIVER=containers demands one" };
    case "processes":
      return { drivers: ["processes"], reason: "E2E_DRIVER says so" };
    case "containers":
    case "both":
      return answers()
        ? { drivers: wanted === "both" ? ["processes", "containers"] : ["containers"], reason: "E2E_DRIVER says so" }
        : { failure: `E2E_DRIVER is ${wanted}, and no container engine answers: \`docker info\` fails` };
    default:
      return { failure: `E2E_DRIVER is "${wanted}"; it may be "containers", "processes" or "both"` };
  }
}

const engineAnswers = () => spawnSync("docker", ["info"], { stdio: "ignore", timeout: 20_000 }).status === 0;
