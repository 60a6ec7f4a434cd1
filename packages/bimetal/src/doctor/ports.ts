import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessEntry } from "../derive/processes.ts";
import { isFree } from "../stack/ports.ts";
import { commandOf } from "../stack/process-table.ts";
import { type Finding, ok, warning } from "./finding.ts";
import type { Output } from "./output.ts";

/** Looks whether the ports of the manifest are free, and who holds those that are not. */
export async function checkPorts(root: string, processes: readonly ProcessEntry[], output: Output): Promise<Finding[]> {
  const wanted = processes.flatMap(({ name, port, replicas }) =>
    Array.from({ length: replicas }, (_, i) => ({ name, port: port + i })),
  );
  return Promise.all(
    wanted.map(async ({ name, port }) => {
      const check = `port ${port}`;
      if (await isFree(port)) return ok(check, `free for ${name}`);
      const holder = await holderOf(port, output);
      const own = holder !== undefined && ownStack(root, holder);
      if (own) return ok(check, `${name} of this workspace listens on it`);
      const by = holder === undefined ? "" : ` by ${commandOf(holder) ?? "process"} (process ${holder})`;
      return warning(
        check,
        `taken${by}`,
        `\`bimetal dev\` takes another for ${name}; stop it, or move the port in bimetal.json`,
      );
    }),
  );
}

/** The process that listens; undefined where that cannot be found out, such as for another user's. */
async function holderOf(port: number, output: Output): Promise<number | undefined> {
  const lsof = await output("lsof", "-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-t");
  const ss = lsof ? undefined : await output("ss", "-ltnpH", `sport = :${port}`);
  const pid = Number.parseInt(lsof ?? /pid=(\d+)/.exec(ss ?? "")?.[1] ?? "", 10);
  return Number.isNaN(pid) ? undefined : pid;
}

/** Whether the process was started by a stack of this workspace. */
function ownStack(root: string, pid: number): boolean {
  if (process.platform === "linux") {
    try {
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      const lock = JSON.parse(readFileSync(join(root, ".bimetal", "dev.lock"), "utf8")) as { pid: number };
      return Number(parent) === lock.pid;
    } catch {
      return false;
    }
  }
  return commandOf(pid)?.includes(join(root, ".bimetal")) ?? false;
}
