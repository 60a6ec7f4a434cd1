#!/usr/bin/env node
import { agreesWithClosedForms, deviationLimit } from "./agreement.ts";
import { parseArguments } from "./arguments.ts";
import { describeFailure, EXIT, type ExitCode, exitCodeOf, type Failure } from "./failure.ts";
import { HELP } from "./help.ts";
import { documentOf } from "./json.ts";
import { nextSteps } from "./next-steps.ts";
import { readPortfolio } from "./portfolio-file.ts";
import { progressTo } from "./progress.ts";
import { run } from "./run.ts";
import { tables } from "./tables.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<ExitCode> {
  const options = parseArguments(args, process.env);
  if (options.kind === "help") {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  if (options.kind !== "run") return fail(options);
  const file = await readPortfolio(options.file);
  if (file.kind !== "read") return fail(file);

  const interrupted = new AbortController();
  process.once("SIGINT", () => {
    process.stderr.write("\ncancelling; Ctrl-C again leaves at once\n");
    interrupted.abort();
    process.once("SIGINT", () => process.exit(EXIT.interrupted));
  });
  const progress = progressTo(process.stderr, options.json);
  const outcome = await run(file, options, progress, interrupted.signal);
  progress.end();
  if (outcome.kind !== "done") return fail(outcome);

  const { valuation, report } = outcome;
  process.stdout.write(options.json ? `${JSON.stringify(documentOf(valuation, report), null, 2)}\n` : tables(report));
  if (options.nextSteps) process.stdout.write(nextSteps(options.url));
  if (report.state === "CANCELLED") return EXIT.interrupted;
  if (report.state !== "SUCCEEDED") return EXIT.failed;
  if (agreesWithClosedForms(report)) return EXIT.ok;
  process.stderr.write(
    `demo: an estimate lies more than ${deviationLimit(report).toPrecision(2)} standard errors away from its closed form\n`,
  );
  return EXIT.deviates;
}

function fail(failure: Failure): ExitCode {
  process.stderr.write(describeFailure(failure));
  return exitCodeOf(failure);
}
