import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { sampleBackend, sampleDescriptors } from "../tools.ts";

/** The gateway as its users start it, in front of the sample service. */
export interface Stack extends AsyncDisposable {
  /** The gateway's `host:port`. */
  readonly address: string;
}

/** Starts the service and, in front of it, the gateway, whose further settings are given as its environment. */
export async function startStack(env: Readonly<Record<string, string>> = {}): Promise<Stack> {
  await using stack = new AsyncDisposableStack();
  const backend = stack.use(await start([sampleBackend], {}, (line) => line));
  const folder = mkdtempSync(join(tmpdir(), "clients-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const routesFile = join(folder, "gateway.routes.json");
  const routes = [{ upstream: "sample", packages: ["sample.v1"], address: backend.address }];
  writeFileSync(routesFile, JSON.stringify({ routes }));
  const main = fileURLToPath(new URL("main.js", import.meta.resolve("@workspace/gateway")));
  const settings = { LISTEN_ADDRESS: "127.0.0.1:0", ROUTES_FILE: routesFile, DESCRIPTOR_FILE: sampleDescriptors };
  const { address } = stack.use(await start([process.execPath, main], { ...settings, ...env }, listeningIn));
  const running = stack.move();
  return { address, [Symbol.asyncDispose]: () => running.disposeAsync() };
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
): Promise<Stack> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  const written: string[] = [];
  const address = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${command} ended with ${code}:\n${written.join("\n")}`)));
    for (const output of [child.stdout, child.stderr]) {
      createInterface(output).on("line", (line) => {
        written.push(line);
        const found = addressIn(line);
        if (found !== undefined) resolve(found);
      });
    }
  });
  return {
    address,
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
    },
  };
}
