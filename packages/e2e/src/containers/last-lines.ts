import { lastLines } from "../log-lines.ts";
import { containerLogs } from "./container-logs.ts";
import { containersOf, type Engine } from "./engine.ts";

/**
 * Does `work`; where it fails, the error shows the last lines of each container of the project. They are collected while it
 * works, because a start that fails takes its containers away before it reports.
 */
export async function namingLastLines<T>(engine: Engine, project: string, work: () => Promise<T>): Promise<T> {
  const seen = new Map<string, string>();
  const collect = async () => {
    for (const info of await containersOf(engine, project)) {
      const lines = lastLines(await containerLogs(engine.getById(info.Id)));
      seen.set(info.Names[0] ?? info.Id, `${info.Status}\n${lines}`);
    }
  };
  const timer = setInterval(() => void collect().catch(() => undefined), 1000);
  try {
    return await work();
  } catch (cause) {
    const shown = [...seen].map(([name, lines]) => `--- ${name}: ${lines}`).join("\n");
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${shown}`, { cause });
  } finally {
    clearInterval(timer);
  }
}
