#!/usr/bin/env node
import { Code, ConnectError } from "@connectrpc/connect";
import { Run_State as State } from "@workspace/proto/prime_tally/v1/prime_tally_service_pb";
import { help, type Options, readArguments, UsageError } from "./arguments.ts";
import { progressTo } from "./progress.ts";
import { publishedCount } from "./published.ts";
import { countUpTo } from "./run.ts";

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const options = readArguments(process.argv.slice(2), process.env);
    if (options === undefined) process.stdout.write(help);
    return options === undefined ? 0 : await count(options);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`demo: ${error.message}\nSee demo --help.\n`);
      return 2;
    }
    const { code, rawMessage } = ConnectError.from(error);
    process.stderr.write(`demo: ${rawMessage}\n`);
    if (code !== Code.Unavailable) return 1;
    process.stderr.write("Is the stack running? `npm start` starts it; --url names another gateway.\n");
    return 3;
  }
}

async function count({ limit, url, json, nextSteps }: Options): Promise<number> {
  const start = performance.now();
  const progress = json ? () => undefined : progressTo(process.stderr);
  const run = await countUpTo(limit, url, progress);
  const seconds = (performance.now() - start) / 1000;
  const expected = publishedCount(limit);
  const right = run.state === State.SUCCEEDED && (expected === undefined || expected === run.primes);
  if (json) {
    const { name, primes } = run;
    const state = State[run.state];
    process.stdout.write(`${JSON.stringify({ run: name, state, limit: `${limit}`, primes: `${primes}`, seconds })}\n`);
  } else {
    const verdict = expected === undefined ? "" : right ? ", as published" : `, but ${expected} are published`;
    const found = `${run.primes.toLocaleString("en")} primes up to ${limit.toLocaleString("en")}${verdict}`;
    process.stdout.write(`\n${run.name}: ${State[run.state]}\n${found}, in ${seconds.toFixed(2)} s\n`);
  }
  if (nextSteps) process.stdout.write(whatNext(url, run.name));
  return right ? 0 : 1;
}

/** Lines that work as they are. */
function whatNext(url: string, name: string): string {
  return `
Try next, in another terminal:
  curl -s -H 'content-type: application/json' -d '{"name": "${name}"}' ${url}/prime_tally.v1.PrimeTallyService/GetRun
  npm run demo -- --limit 10_000_000_000
`;
}
