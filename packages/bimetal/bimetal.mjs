#!/usr/bin/env node
// In the reference the sources run as they are; the packed tool has them compiled.
import { existsSync } from "node:fs";
import module from "node:module";

// It is called often and lives shortly: what was compiled once is kept. Node 20 has no such cache.
module.enableCompileCache?.();

const source = new URL("./src/main.ts", import.meta.url);
await import(existsSync(source) ? source.href : new URL("./dist/main.js", import.meta.url).href);
