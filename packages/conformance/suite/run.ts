/**
 * Runs the Connect conformance suite against the gateway as a proxy: `node suite/run.ts [options of connectconformance]`, for example
 * `node suite/run.ts --run 'Basic/**' --trace`. Exits with 1 where a case fails that should not, or passes that should not.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { buildTools, connectconformance } from "../tools.ts";
import { countLine, nothingCounted } from "./counts.ts";

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

let counts = nothingCounted;
for await (const line of createInterface(suite.stdout)) {
  counts = countLine(counts, line);
  process.stdout.write(`${line}\n`);
}
const code = suite.exitCode ?? (await new Promise<number | null>((resolve) => suite.once("exit", resolve)));
const { passed, failed, knownToFail } = counts;
process.exitCode = code === 0 && passed > 0 ? 0 : 1;
process.stdout.write(
  `conformance: ${passed} cases passed, ${failed} failed, ${knownToFail} cannot pass behind a gRPC hop\n`,
);
