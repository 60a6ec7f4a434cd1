import { version } from "../version.ts";
import { apiKey } from "./api-key.ts";
import { healthcheck } from "./healthcheck.ts";
import { openApi } from "./openapi.ts";
import { serve } from "./serve.ts";

const help = `gateway: answers Connect, gRPC-Web, gRPC and REST, and passes calls on to the services behind it

Usage: gateway [sub-command]

  serve        answer calls until SIGTERM (the default)
  healthcheck  ask the gateway at LISTEN_ADDRESS for its health; exits with 0 or 1
  api-key ID [SCOPE...]
               make a key for a machine; prints it, and the entry for the file of keys
  openapi      print the OpenAPI document of what would be served
  version      print the version

Examples:
  LISTEN_ADDRESS=0.0.0.0:8080 gateway
  CORS_ALLOWED_ORIGINS=https://app.example.com DRAIN_TIMEOUT=30s gateway serve
  LISTEN_ADDRESS=127.0.0.1:8080 gateway healthcheck
  gateway openapi > openapi.json

Configuration comes from the environment; README.md has the table. Every variable X may be given as X_FILE, the path of a
file with the value.
Exit codes: 0 stopped as asked, 1 failed while running or could not drain in time, 2 wrong arguments or configuration.
`;

/** Runs the command that the arguments name and resolves to the exit code. */
export async function run(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const [command = "serve", ...rest] = args;
  if (command === "--help" || command === "-h" || command === "help") {
    process.stdout.write(help);
    return 0;
  }
  if (command === "api-key") return apiKey(rest[0], rest.slice(1));
  if (rest.length > 0) return misused(`too many arguments: ${rest.join(" ")}`);
  switch (command) {
    case "serve":
      return serve(env);
    case "healthcheck":
      return healthcheck(env);
    case "openapi":
      return openApi(env);
    case "version":
    case "--version":
      process.stdout.write(`${version}\n`);
      return 0;
    default:
      return misused(`unknown sub-command: ${command}`);
  }
}

function misused(reason: string): number {
  process.stderr.write(`${reason}\n\n${help}`);
  return 2;
}
