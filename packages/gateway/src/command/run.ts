import { version } from "../version.ts";
import { healthcheck } from "./healthcheck.ts";
import { serve } from "./serve.ts";

const help = `Usage: gateway [command]

Commands:
  serve        answer Connect, gRPC-Web and gRPC and pass calls on (the default)
  healthcheck  ask the gateway at LISTEN_ADDRESS for its health; exits with 0 or 1
  version      print the version

The environment configures it; see README.md.
`;

/** Runs the command that the arguments name and resolves to the exit code. */
export async function run(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const [command = "serve", ...rest] = args;
  if (command === "--help" || command === "-h" || command === "help") {
    process.stdout.write(help);
    return 0;
  }
  if (rest.length > 0) return misused(`too many arguments: ${rest.join(" ")}`);
  switch (command) {
    case "serve":
      return serve(env);
    case "healthcheck":
      return healthcheck(env);
    case "version":
    case "--version":
      process.stdout.write(`${version}\n`);
      return 0;
    default:
      return misused(`unknown command: ${command}`);
  }
}

function misused(reason: string): number {
  process.stderr.write(`${reason}\n\n${help}`);
  return 2;
}
