#!/usr/bin/env node
// In the reference the sources run as they are; the packed tool has them compiled.
import { existsSync } from "node:fs";
import module from "node:module";

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 20) {
  process.stderr.write(`create-bimetal needs Node 20 or later; this is ${process.versions.node}. https://nodejs.org\n`);
  process.exitCode = 1;
} else {
  // For the next workspace. Node 20 has no such cache.
  module.enableCompileCache?.();
  const source = new URL("./src/main.ts", import.meta.url);
  await import(existsSync(source) ? source.href : new URL("./dist/main.js", import.meta.url).href);
}
