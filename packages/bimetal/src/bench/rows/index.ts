import type { Row } from "../row.ts";
import { build } from "./build.ts";
import { cpu } from "./cpu.ts";
import { hop } from "./hop.ts";
import { io } from "./io.ts";
import { latency } from "./latency.ts";
import { memory } from "./memory.ts";
import { streams } from "./streams.ts";

/** Every row, in the order of the report. */
export const rows: readonly Row[] = [cpu, latency, memory, io, streams, build, hop];
