import { readFileSync } from "node:fs";
import { type Command, ExpectedError, type Io, UsageError } from "./command.ts";
import { suggestion } from "./manifest/nearest.ts";

/**
 * Runs the sub-command that `args` name and gives the exit code: 0 done, 1 failed, 2 wrong arguments.
 *
 * @throws what is a mistake of the program itself
 */
export async function runCli(commands: readonly Command[], args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    return help(commands, name === "help" ? rest[0] : undefined, io);
  }
  if (name === "--version" || name === "-v") {
    io.stdout.write(`${version()}\n`);
    return 0;
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) return unknown(commands, name, io);
  if (asksForHelp(rest)) return help(commands, name, io);
  try {
    return await command.run(rest, io);
  } catch (error) {
    if (isUsageError(error)) {
      io.stderr.write(`bimetal ${name}: ${error.message}\n\`bimetal ${name} --help\` says more\n`);
      return 2;
    }
    if (error instanceof ExpectedError) {
      io.stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

/** Whether `--help` is among the arguments and not behind `--`. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === "--help" || arg === "-h");
}

function help(commands: readonly Command[], name: string | undefined, io: Io): number {
  const command = commands.find((one) => one.name === name);
  if (name !== undefined && command === undefined) return unknown(commands, name, io);
  io.stdout.write(command?.help ?? overview(commands));
  return 0;
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: bimetal <command> [options]

Runs and keeps in order a workspace of Go services, Rust engines and a TypeScript gateway.

Commands:
${lines.join("\n")}

\`bimetal <command> --help\` shows options and examples of one; \`bimetal --version\` the version.
Exit codes: 0 done, 1 failed, 2 wrong arguments.
`;
}

function unknown(commands: readonly Command[], name: string, io: Io): number {
  const names = commands.map((command) => command.name);
  io.stderr.write(`bimetal has no command "${name}".${suggestion(name, names)}\n\`bimetal --help\` lists them\n`);
  return 2;
}

/** Whether the arguments are at fault, as a command says it or as `parseArgs` does. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}

function version(): string {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
}
