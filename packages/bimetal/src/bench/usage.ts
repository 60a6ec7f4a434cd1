import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What a process uses. */
export interface Usage {
  /** Resident memory, in bytes. */
  readonly resident: number;
  /** Processor time since its start, in seconds. */
  readonly cpuSeconds: number;
}

/** Ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** What the process uses now. @throws Error where there is none of that number */
export function usageOf(pid: number): Usage {
  if (process.platform === "linux") {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // What follows the name, in parentheses, is fields 3 and on; 14 and 15 are its times.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return {
      resident: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024,
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    };
  }
  const { status, stdout } = spawnSync("ps", ["-o", "rss=,time=", "-p", String(pid)], { encoding: "utf8" });
  const [, resident, time] = /^\s*(\d+)\s+(\S+)/.exec(stdout) ?? [];
  if (status !== 0 || resident === undefined || time === undefined) throw new Error(`there is no process ${pid}`);
  const cpuSeconds = time.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0);
  return { resident: Number(resident) * 1024, cpuSeconds };
}

/** How often memory is looked at while its peak is wanted. */
const lookMs = 50;

/** Looks at a process while `work` runs: what that gave, the most memory that was seen, and the processor time that passed. */
export async function watchUsage<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<{ result: T; peak: number; cpuSeconds: number }> {
  const before = usageOf(pid);
  let peak = before.resident;
  const timer = setInterval(() => {
    try {
      peak = Math.max(peak, usageOf(pid).resident);
    } catch {
      // It has ended; whoever waits for its answers says so.
    }
  }, lookMs);
  try {
    const result = await work();
    const after = usageOf(pid);
    return { result, peak: Math.max(peak, after.resident), cpuSeconds: after.cpuSeconds - before.cpuSeconds };
  } finally {
    clearInterval(timer);
  }
}
