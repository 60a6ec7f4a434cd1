import { join } from "node:path";
import type { ProcessEntry } from "../derive/processes.ts";
import { startChild } from "../stack/child.ts";
import type { Guard } from "../stack/guard.ts";
import { builtFrom, readMembers } from "./members.ts";

/** Where the building of a component stands. */
export interface BuildProgress {
  readonly component: string;
  /** What the tools say last. */
  readonly text: string;
}

/** What a build came to. */
export interface BuildResult {
  /** The components that were not built, with what the tools said. */
  readonly failed: ReadonlyMap<string, readonly string[]>;
}

/** Builds components, and what they are built from first. */
export type Build = (
  entries: readonly ProcessEntry[],
  onProgress: (progress: BuildProgress) => void,
  signal?: AbortSignal,
) => Promise<BuildResult>;

/** A line of `turbo run --json`. */
interface TurboLine {
  /** `turbo`, or `<member>#<task>`. */
  readonly source: string;
  readonly level: string;
  readonly text: string;
}

/** What turbo and npm say around a script, and around its failure; the script's own output says more. */
const noise = /^(npm (warn|error|notice)\b|> |cache (miss|hit|bypass)|$)/;

/** Builds with turbo, which knows what is built already. */
export function turboBuild(root: string, guard: Guard): Build {
  return async (entries, onProgress, signal) => {
    const members = readMembers(root);
    const built = entries.flatMap(({ name, directory }) => (directory === undefined ? [] : [{ name, directory }]));
    // What each component is built from, by the name of the task that builds it.
    const tasks = new Map(
      built.map(({ name, directory }) => [name, builtFrom(members, directory).map((member) => `${member.name}#build`)]),
    );
    const output = new Map<string, string[]>();
    const failedTasks = new Set<string>();
    const onLine = (line: string) => {
      const parsed = parse(line);
      if (parsed === undefined) return void note(output, "turbo", line);
      const { source, text } = parsed;
      if (source === "turbo") {
        const failed = /^Failed:\s+(.*)$/.exec(text)?.[1];
        for (const task of failed?.split(/,\s*/) ?? []) failedTasks.add(task);
        if (parsed.level === "error") note(output, "turbo", text);
        return;
      }
      if (noise.test(text)) return;
      note(output, source, text);
      for (const [component, ones] of tasks) if (ones.includes(source)) onProgress({ component, text });
    };

    const filters = built.map(({ directory }) => `--filter=./${directory}`);
    const turbo = join(root, "node_modules", "turbo", "bin", "turbo");
    const args = [turbo, "run", "build", ...filters, "--json", "--continue=dependencies-successful"];
    const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1" };
    const child = startChild({ command: process.execPath, args, cwd: root, env }, guard, onLine);
    signal?.addEventListener("abort", child.killGroup, { once: true });
    const { code } = await child.exited;
    signal?.removeEventListener("abort", child.killGroup);

    if (code === 0) return { failed: new Map() };
    const failed = built.flatMap(({ name }) => {
      const broken = (tasks.get(name) ?? []).filter((task) => failedTasks.has(task));
      // Where turbo itself failed, it built nothing.
      if (broken.length === 0 && failedTasks.size > 0) return [];
      const said = (broken.length > 0 ? broken : ["turbo"]).flatMap((task) => output.get(task) ?? []);
      return [[name, said] as const];
    });
    return { failed: new Map(failed) };
  };
}

function note(output: Map<string, string[]>, source: string, text: string): void {
  output.set(source, [...(output.get(source) ?? []), text]);
}

function parse(line: string): TurboLine | undefined {
  try {
    return JSON.parse(line) as TurboLine;
  } catch {
    return undefined;
  }
}
