import type { Command } from "../command.ts";
import { dev } from "./dev.ts";
import { doctor } from "./doctor.ts";
import { sync } from "./sync.ts";

/** Every sub-command, in the order of the help. */
export const commands: readonly Command[] = [dev, sync, doctor];
