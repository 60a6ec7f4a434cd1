import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startUpstream } from "./upstream.ts";

/** An upstream that is a process of its own, so that it can be killed. */
export interface UpstreamProcess extends AsyncDisposable {
  readonly address: string;
  /** Ends it without a word in the middle of its next call, and resolves when it is gone. */
  killInCall(): Promise<void>;
}

const self = fileURLToPath(import.meta.url);

/** How long each answer takes, so that there are mostly some calls in flight. */
const answerMs = 5;

/** Starts a process that echoes, unary calls and server streams. */
export async function spawnUpstream(name: string): Promise<UpstreamProcess> {
  const child = spawn(process.execPath, [self, name], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const [address] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    address,
    async killInCall() {
      child.stdin.end();
      await exited;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

if (process.argv[1] === self) {
  const [, , name = ""] = process.argv;
  let last = false;
  process.stdin.resume().once("end", () => {
    last = true;
  });
  const pause = () => {
    if (last) process.kill(process.pid, "SIGKILL");
    return new Promise((resolve) => setTimeout(resolve, answerMs));
  };
  const { address } = await startUpstream({
    name,
    impl: {
      async unary({ text }) {
        await pause();
        return { text, upstream: name };
      },
      async *server({ text, count }) {
        for (let i = 0; i < count; i++) {
          await pause();
          yield { text: `${text}${i}`, upstream: name };
        }
      },
    },
  });
  process.stdout.write(`${address}\n`);
}
