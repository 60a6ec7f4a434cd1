/** Lets clients and upstreams of the gateway come and go for a while: `node soak.ts --help`. */
import { build } from "./build.ts";
import { help, parseOptions } from "./soak/options.ts";
import { problemsOf, reportOf } from "./soak/report.ts";

const parsed = parseOptions(process.argv.slice(2));
if (parsed.kind === "help") process.stdout.write(help);
else if (parsed.kind === "wrong") {
  process.stderr.write(`${parsed.reason}\n\n${help}`);
  process.exitCode = 2;
} else {
  build();
  // It reads descriptors that the line above makes.
  const { soak } = await import("./soak/soak.ts");
  const outcome = await soak(parsed.options);
  const problems = problemsOf(outcome);
  process.stdout.write(`${reportOf(outcome)}\n${problems.length === 0 ? "all is well" : problems.join("\n")}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
