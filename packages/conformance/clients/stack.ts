import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { sampleBackend, sampleDescriptors } from "../tools.ts";

/** A program that runs. */
export interface Running extends AsyncDisposable {
  /** Its `host:port`. */
  readonly address: string;
  /** Resolves to the exit code; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Sends SIGTERM. */
  stop(): void;
  /** Resolves when it has written such a line. */
  said(line: string): Promise<void>;
}

/** The gateway as its users start it, in front of the sample service. */
export interface Stack extends AsyncDisposable {
  /** The gateway's `host:port`. */
  readonly address: string;
  readonly backends: readonly Running[];
}

/**
 * Starts the service, once for each of the programs, and in front of it the gateway, whose further settings are given as its environment.
 */
export async function startStack(
  env: Readonly<Record<string, string>> = {},
  programs: readonly string[] = [sampleBackend],
): Promise<Stack> {
  await using stack = new AsyncDisposableStack();
  const backends: Running[] = [];
  for (const program of programs) backends.push(stack.use(await start([program], {}, (line) => line)));
  const folder = mkdtempSync(join(tmpdir(), "clients-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const routesFile = join(folder, "gateway.routes.json");
  const routes = [
    { upstream: "sample", packages: ["sample.v1"], address: backends.map(({ address }) => address).join() },
  ];
  writeFileSync(routesFile, JSON.stringify({ routes }));
  const main = fileURLToPath(new URL("main.js", import.meta.resolve("@workspace/gateway")));
  const settings = { LISTEN_ADDRESS: "127.0.0.1:0", ROUTES_FILE: routesFile, DESCRIPTOR_FILE: sampleDescriptors };
  const { address } = stack.use(await start([process.execPath, main], { ...settings, ...env }, listeningIn));
  const running = stack.move();
  return { address, backends, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function listeningIn(line: string): string | undefined {
  if (!line.startsWith("{")) return undefined; // not of the log: Node says why it could not start
  const { msg, address } = JSON.parse(line) as { msg?: string; address?: string };
  return msg === "listening" ? address : undefined;
}

/** Starts a program and waits for the line that says where it listens. Rejects with what it wrote where it ends instead. */
async function start(
  [command, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
  addressIn: (line: string) => string | undefined,
): Promise<Running> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const written: string[] = [];
  let onLine = (): void => undefined;
  const address = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${command} ended with ${code}:\n${written.join("\n")}`)));
    for (const output of [child.stdout, child.stderr]) {
      createInterface(output).on("line", (line) => {
        written.push(line);
        onLine();
        const found = addressIn(line);
        if (found !== undefined) resolve(found);
      });
    }
  });
  return {
    address,
    exited,
    stop: () => void child.kill(),
    said: (line) =>
      new Promise((resolve) => {
        onLine = () => {
          if (written.includes(line)) resolve();
        };
        onLine();
      }),
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
    },
  };
}
