#!/usr/bin/env node
import { runCli } from "./cli.ts";
import { commands } from "./commands/index.ts";

const { stdout, stderr, env } = process;
process.exitCode = await runCli(commands, process.argv.slice(2), { stdout, stderr, env, cwd: process.cwd() });
