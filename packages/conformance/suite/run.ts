/**
 * Runs the Connect conformance suite against the gateway as a proxy: `node run.ts [options of connectconformance]`, for example
 * `node run.ts --run 'Basic/**' --trace`. Exits with 1 where a case fails that should not, or passes that should not.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { buildTools, connectconformance } from "./tools.ts";

process.chdir(import.meta.dirname);
buildTools();
const suite = spawn(
  connectconformance,
  [
    ...["--mode", "server", "--conf", "config.yaml", "--known-failing", "@known-failing.txt"],
    // A server has 10 s to start, which four at a time do not keep on a busy machine.
    ...["--max-servers", "2"],
    ...process.argv.slice(2),
    ...["--", process.execPath, "wrapper.ts"],
  ],
  { stdio: ["ignore", "pipe", "inherit"] },
);

let passed = 0;
let failed = 0;
let knownToFail = 0;
for await (const line of createInterface(suite.stdout)) {
  const counts = /^(\d+) passed, (\d+) failed$/.exec(line);
  if (counts !== null) [passed, failed] = [Number(counts[1]), Number(counts[2])];
  knownToFail = Number(/^\(Another (\d+) failed as expected/.exec(line)?.[1] ?? knownToFail);
  process.stdout.write(`${line}\n`);
}
const code = suite.exitCode ?? (await new Promise<number | null>((resolve) => suite.once("exit", resolve)));
process.exitCode = code === 0 && passed > 0 ? 0 : 1;
process.stdout.write(
  `conformance: ${passed} cases passed, ${failed} failed, ${knownToFail} cannot pass behind a gRPC hop\n`,
);
