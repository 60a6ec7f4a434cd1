import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The number of primes up to 10^9: https://oeis.org/A006880. */
const answer = "50,847,534 primes up to 1,000,000,000, as published";

/** A step on the way, in the order of the steps. */
interface Step {
  readonly name: string;
  readonly seconds: number;
}

/** What it takes until a new workspace has answered through all three languages. */
export interface FirstAnswer {
  readonly steps: readonly Step[];
  /** What its user receives. */
  readonly files: number;
  readonly lines: number;
}

/**
 * Makes a workspace with its packages, builds it, starts it and waits for the answer, which the workspace's own demo asks its gateway
 * for. Caches of packages are as they were; what is compiled is compiled anew.
 *
 * @param create the command that makes workspaces, without their name
 * @throws where a step fails, or the answer is another one
 */
export async function firstAnswer(
  create: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<FirstAnswer> {
  const steps: Step[] = [];
  let start = performance.now();
  const done = (name: string) => {
    steps.push({ name, seconds: (performance.now() - start) / 1000 });
    start = performance.now();
  };
  const said = execFileSync(process.execPath, [...create, "answering", "--json"], { cwd, env, encoding: "utf8" });
  const { folder, files, lines } = JSON.parse(said) as { folder: string; files: number; lines: number };
  done("create, packages installed");
  execFileSync("npm", ["run", "build"], { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"] });
  done("first build");

  // As `npm start` does, but with events that a program can read.
  const demo = "node packages/demo/src/main.ts";
  const args = [join(folder, "node_modules/bimetal/bimetal.mjs"), "dev", "--no-watch", "--json", "--after-ready", demo];
  const node = join(folder, "node_modules/.bin/node");
  const stack = spawn(node, args, { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(stack, "exit");
  let answered = false;
  // The lines of the demo stand between the events.
  for await (const line of createInterface({ input: stack.stdout })) {
    if (line.startsWith("{") && JSON.parse(line).type === "ready") done("start");
    if (!line.includes(answer)) continue;
    done("first answer");
    answered = true;
    stack.kill("SIGINT");
  }
  await ended;
  if (!answered) throw new Error(`${demo} did not say "${answer}"`);
  return { steps, files, lines };
}
