import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ProcessEntry } from "../derive/processes.ts";
import type { Program } from "./child.ts";
import { StackError } from "./error.ts";

/** What the parts of a stack know of it. */
export interface Surroundings {
  readonly root: string;
  /** Where copies of programs lie. */
  readonly dataDir: string;
  /** By component, the value that its callers get: addresses, or a database's URL. */
  readonly addresses: ReadonlyMap<string, string>;
  /** By component, further variables. */
  readonly env: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * What runs a replica of `entry` at `address`: a copy of the built program, so that the next build does not have to overwrite a
 * file that runs.
 *
 * @throws StackError where the program is not built
 */
export function programOf(entry: ProcessEntry, index: number, address: string, around: Surroundings): Program {
  const { command, args } = builtProgram(entry, around.root);
  if (command === process.execPath) return { command, args, ...surroundings(entry, address, around) };
  const folder = join(around.dataDir, "programs");
  const copy = join(folder, `${entry.name}-${index}`);
  mkdirSync(folder, { recursive: true });
  rmSync(copy, { force: true });
  copyFileSync(command, copy);
  return { command: copy, args, ...surroundings(entry, address, around) };
}

/** Asks a replica of `entry` at `address` whether it serves. */
export function checkOf(entry: ProcessEntry, address: string, around: Surroundings): Program {
  const { command, args } = builtProgram(entry, around.root);
  return { command, args: [...args, "healthcheck"], ...surroundings(entry, address, around) };
}

function builtProgram({ name, directory, run = [] }: ProcessEntry, root: string): { command: string; args: string[] } {
  const [program = "", ...args] = run;
  const file = program === "node" ? args[0] : program;
  if (file === undefined || !existsSync(join(root, file))) {
    throw new StackError(
      `${name} is not built: there is no ${file}. \`npx turbo run build --filter=./${directory}\` makes it`,
    );
  }
  return { command: program === "node" ? process.execPath : resolve(root, program), args };
}

function surroundings(
  entry: ProcessEntry,
  address: string,
  { root, addresses, env }: Surroundings,
): Pick<Program, "cwd" | "env"> {
  const found = Object.entries(entry.addresses).map(([variable, name]) => [variable, addresses.get(name)] as const);
  return {
    cwd: root,
    env: {
      ...process.env,
      ...entry.env,
      ...Object.fromEntries(found),
      OTEL_SERVICE_NAME: entry.name,
      ...env[entry.name],
      LISTEN_ADDRESS: address,
    },
  };
}
