import { readProcessList } from "bimetal";
import { workspaceRoot } from "../manifest.ts";
import type { Driver } from "../stack.ts";
import { builtOrThrow } from "./built.ts";
import { startProcessStack } from "./process-stack.ts";

/** The programs as they are built here, with embedded PostgreSQL, as `bimetal dev` runs them. */
export const processesDriver: Driver = {
  name: "processes",
  testHost: "127.0.0.1",
  testListenHost: "127.0.0.1",
  async prepare() {
    builtOrThrow(workspaceRoot, readProcessList(workspaceRoot));
  },
  start: (options = {}) => startProcessStack(workspaceRoot, options),
};
