import type { Command } from "../command.ts";
import { add } from "./add.ts";
import { bench } from "./bench.ts";
import { connect } from "./connect.ts";
import { dev } from "./dev.ts";
import { disconnect } from "./disconnect.ts";
import { doctor } from "./doctor.ts";
import { graph } from "./graph.ts";
import { remove } from "./remove.ts";
import { sync } from "./sync.ts";

/** Every sub-command, in the order of the help. */
export const commands: readonly Command[] = [dev, add, connect, disconnect, remove, sync, graph, bench, doctor];
