import { createRequire } from "node:module";
import { ExpectedError, UsageError } from "bimetal/create";
import { ask, defaults } from "./ask.ts";
import { createWorkspace, type Made, type Step } from "./create.ts";
import { help, type Options, readOptions } from "./options.ts";

// What is half made is taken away when the process exits; a signal alone would end it without that.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  try {
    return await run(readOptions(args, process.env));
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    if (error instanceof UsageError || code.startsWith("ERR_PARSE_ARGS_")) {
      process.stderr.write(`create-bimetal: ${(error as Error).message}\n\`npm create bimetal --help\` says more\n`);
      return 2;
    }
    if (!(error instanceof ExpectedError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function run(options: Options): Promise<number> {
  if (options.help) return print(help);
  if (options.version) return print(`${createRequire(import.meta.url)("../package.json").version}\n`);
  const { target, service, engine } = options;
  const given = { ...(target && { target }), ...(service && { service }), ...(engine && { engine }) };
  const mayAsk = process.stdin.isTTY === true && !options.yes && !options.json && !process.env.CI;
  if (target === undefined && !mayAsk) throw new UsageError("a name is wanted: npm create bimetal NAME");
  const answers = mayAsk ? await ask(given) : { ...defaults, ...given };
  const made = await createWorkspace(process.cwd(), answers, options, options.json ? () => undefined : say);
  if (typeof made === "string") return print(made);
  return print(options.json ? `${JSON.stringify(made, undefined, 2)}\n` : report(made));
}

function say({ name, seconds }: Step): void {
  process.stderr.write(`${seconds.toFixed(2).padStart(7)} s  ${name}\n`);
}

function report({ folder, notes, missing, next }: Made): string {
  const remaining = missing.map(({ tool, remedy }) => `  ${tool}: ${remedy}\n`);
  return [
    `\n${folder}\n`,
    ...notes.map((note) => `Note: ${note}\n`),
    ...(remaining.length > 0 ? ["\nThis machine still needs:\n", ...remaining] : []),
    `\n${remaining.length > 0 ? "Then" : "Next"}:\n`,
    ...next.map((line) => `  ${line}\n`),
  ].join("");
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
