// `npm test`: installs what is missing, then runs every gate.
// Plain Node 20 without a package: it is what runs in a bare clone.
import { fileURLToPath } from "node:url";
import { handOver } from "./bootstrap/hand-over.mjs";
import { prepare } from "./bootstrap/prepare.mjs";

// An older Node gets as far as being told so.
const root = fileURLToPath(new URL("..", import.meta.url));

prepare(root);
process.exitCode = await handOver(root, ["scripts/gates/main.mjs", ...process.argv.slice(2)]);
