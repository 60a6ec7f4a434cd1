import { execFileSync } from "node:child_process";
import { availableParallelism, cpus, loadavg } from "node:os";

/** Where the numbers come from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly go: string;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    node: process.version,
    go: execFileSync("go", ["env", "GOVERSION"], { encoding: "utf8" }).trim(),
  };
}

/** How many processes want a core, on average over the last minute: what else the machine does distorts the numbers. */
export function load(): number {
  return loadavg()[0] as number;
}
