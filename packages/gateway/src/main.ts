#!/usr/bin/env node
import { run } from "./command/run.ts";

process.exitCode = await run(process.argv.slice(2), process.env);
// Whatever a library left open must not keep a process that has finished.
setTimeout(() => process.exit(), 500).unref();
