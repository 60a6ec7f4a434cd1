import { lastLines } from "../log-lines.ts";
import { containerLogs } from "./container-logs.ts";
import { containersOf, type Engine } from "./engine.ts";

/** Does `work`; where it fails, the error shows the last lines of each container of the project, ended ones too. */
export async function namingLastLines<T>(engine: Engine, project: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const shown = await Promise.all(
      (await containersOf(engine, project)).map(
        async ({ Id, Names, Status }) =>
          `--- ${Names[0] ?? Id}: ${Status}\n${lastLines(await containerLogs(engine.container(Id)))}`,
      ),
    );
    throw new Error([cause instanceof Error ? cause.message : String(cause), ...shown].join("\n"), { cause });
  }
}
