#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { keepIdleHeap } from "./command/idle-heap.ts";

setFlagsFromString(keepIdleHeap);
// Only now, for the first collection is among what it takes to load all of it.
const { run } = await import("./command/run.ts");
process.exitCode = await run(process.argv.slice(2), process.env);
// Whatever a library left open must not keep a process that has finished.
setTimeout(() => process.exit(), 500).unref();
