// `npm start`: installs what is missing, builds, starts the stack, runs the demo once, stays up.
// Plain Node 20 without a package: it is what runs in a bare clone.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { handOver } from "./bootstrap/hand-over.mjs";
import { prepare } from "./bootstrap/prepare.mjs";

// An older Node gets as far as being told so.
const root = fileURLToPath(new URL("..", import.meta.url));
// The demo goes where the service that it calls goes.
const demo = "packages/demo/src/main.ts";
const shown = existsSync(join(root, demo)) ? ["--after-ready", `node ${demo} --next-steps`] : [];

prepare(root);
process.exitCode = await handOver(root, [
  "node_modules/bimetal/bimetal.mjs",
  "dev",
  ...shown,
  ...process.argv.slice(2),
]);
