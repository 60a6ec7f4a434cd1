import { parseArgs } from "node:util";
import { type License, licenses, UsageError } from "bimetal/create";

/** What the command line asks for. */
export interface Options {
  /** The folder; undefined where it was not given. */
  readonly target: string | undefined;
  readonly service: string | undefined;
  readonly engine: string | undefined;
  readonly license: License;
  readonly git: boolean;
  readonly install: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly yes: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** What `--help` prints. */
export const help = `Usage: npm create bimetal NAME [options]

Makes the folder NAME with a workspace in it: a TypeScript gateway, a Go service, a Rust engine behind gRPC, PostgreSQL, containers,
tests and continuous integration. NAME may be a path; "." is the present folder, which must be empty.

Options:
  --service NAME   what the service is called; default tally
  --engine NAME    what the engine is called; default sieve
  --license NAME   ${licenses.join(", ")}; default none, which keeps all rights
  --no-git         make no git repository
  --no-install     do not install packages
  --dry-run        write nothing; show the files as a tree and a diff
  --json           one JSON document on standard output instead of text
  -y, --yes        ask nothing
  --version, -h, --help

Examples:
  npm create bimetal shop
  npm create bimetal shop --service=catalog --engine=search
  npx create-bimetal . --yes

Exit codes: 0 made, 1 could not be made, 2 wrong arguments.
`;

const flags = {
  service: { type: "string" },
  engine: { type: "string" },
  license: { type: "string" },
  "no-git": { type: "boolean" },
  "no-install": { type: "boolean" },
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
  yes: { type: "boolean", short: "y" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/**
 * Reads the arguments. Where npm was called without `--`, it took the options for its own; what it passes on tells them all the same.
 *
 * @throws UsageError, or what parseArgs throws
 */
export function readOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Options {
  const { values, positionals } = parseArgs({ args: [...args], options: flags, allowPositionals: true });
  const taken = takenByNpm(env);
  const [target, ...rest] = positionals;
  // npm keeps the option and leaves its value behind, as one more name.
  const left = (name: "service" | "engine" | "license") => values[name] ?? taken.text(name, rest);
  const [service, engine, license = "none"] = [left("service"), left("engine"), left("license")];
  if (rest.length > 0) {
    throw new UsageError(
      `one name is wanted, not ${positionals.map((one) => `"${one}"`).join(", ")}; options go behind \`--\``,
    );
  }
  const known = licenses.find((one) => one.toLowerCase() === license.toLowerCase());
  if (known === undefined) throw new UsageError(`--license is one of ${licenses.join(", ")}, not "${license}"`);
  return {
    target,
    service,
    engine,
    license: known,
    git: !(values["no-git"] || taken.negated("git")),
    install: !(values["no-install"] || taken.negated("install")),
    dryRun: values["dry-run"] ?? taken.set("dry_run"),
    json: values.json ?? taken.set("json"),
    yes: values.yes ?? taken.set("yes"),
    help: values.help ?? false,
    version: values.version ?? false,
  };
}

/** npm shortens its own `--engine-strict` to `--engine`. */
const variables = { service: "service", engine: "engine_strict", license: "license" } as const;

function takenByNpm(env: Readonly<Record<string, string | undefined>>) {
  const isNpm = env.npm_command === "init" || env.npm_command === "exec";
  const value = (name: string) => (isNpm ? env[`npm_config_${name}`] : undefined);
  return {
    text(name: keyof typeof variables, left: string[]): string | undefined {
      const found = value(variables[name]);
      return found === "true" ? left.shift() : found || undefined;
    },
    set: (name: string) => value(name) === "true",
    // npm has a setting of its own that is called git: the name of the program.
    negated: (name: string) => value(name) === "" || value(name) === "false",
  };
}
