import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Usage } from "../stack.ts";

/** Linux counts processor time in ticks of 1/100 s towards user space, whatever the kernel's own. */
const ticksPerSecond = 100;

/** What a process of this machine costs at this moment. Throws where there is no such process. */
export async function processUsage(pid: number): Promise<Usage> {
  return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
}

async function fromProc(pid: number): Promise<Usage> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, "utf8"),
    readFile(`/proc/${pid}/status`, "utf8"),
  ]);
  // The name, in parentheses, may hold spaces and parentheses itself; what follows is fields 3 and on.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [userTicks, systemTicks] = [Number(fields[11]), Number(fields[12])];
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return { cpuSeconds: (userTicks + systemTicks) / ticksPerSecond, memoryBytes: Number(resident ?? 0) * 1024 };
}

async function fromPs(pid: number): Promise<Usage> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "time=,rss=", "-p", String(pid)]);
  const [time = "", kilobytes] = stdout.trim().split(/\s+/);
  // [hours:]minutes:seconds, with hundredths where the system has them.
  const cpuSeconds = time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return { cpuSeconds, memoryBytes: Number(kilobytes) * 1024 };
}
