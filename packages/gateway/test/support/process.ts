import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { echoDescriptorSet } from "./echo.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** What a process that has ended said. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end. */
export async function runGateway(args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
  const child = start(args, env);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    once(child, "exit"),
  ]);
  return { code, stdout, stderr };
}

/** A gateway as a process of its own, in front of one address of the echo service. */
export interface GatewayProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly log: readonly Record<string, unknown>[];
  /** Where its routes stand. */
  readonly routesFile: string;
  /** Resolves with the n-th line that has this message, the first unless it is said; it may have been written before. */
  logged(msg: string, n?: number): Promise<Record<string, unknown>>;
  /** Resolves to the exit code. */
  readonly exited: Promise<number | null>;
}

export async function spawnGateway(upstream: string, env: Record<string, string> = {}): Promise<GatewayProcess> {
  const files = createFiles();
  const child = start([], { LISTEN_ADDRESS: "127.0.0.1:0", ...files.env, ECHO_ADDRESS: upstream, ...env });
  const log: Record<string, unknown>[] = [];
  const lines = createInterface(child.stderr as NodeJS.ReadableStream);
  lines.on("line", (line) => log.push(JSON.parse(line)));
  const exited = once(child, "exit").then(([code]) => code as number | null);
  return {
    child,
    log,
    exited,
    routesFile: files.env.ROUTES_FILE,
    logged: (msg, n = 1) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = log.filter((one) => one.msg === msg)[n - 1];
          if (line !== undefined) resolve(line);
        };
        lines.on("line", look);
        lines.once("close", () => reject(new Error(`the process ended without saying ${JSON.stringify(msg)}`)));
        look();
      }),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
      files.remove();
    },
  };
}

/** The files that a gateway in front of the echo service is configured with. */
export function createFiles() {
  const folder = mkdtempSync(join(tmpdir(), "gateway-"));
  const env = { ROUTES_FILE: join(folder, "routes.json"), DESCRIPTOR_FILE: join(folder, "descriptor.binpb") };
  const routes = [{ upstream: "echo", packages: ["echo.v1"], address: "127.0.0.1:1" }];
  writeFileSync(env.ROUTES_FILE, JSON.stringify({ routes }));
  writeFileSync(env.DESCRIPTOR_FILE, echoDescriptorSet);
  return { env, remove: () => rmSync(folder, { recursive: true }) };
}

function start(args: readonly string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [main, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
}
