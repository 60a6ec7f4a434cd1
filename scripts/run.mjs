// Runs a TypeScript source with the workspace's Node: `node scripts/run.mjs <source> [arguments]`.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { handOver } from "./bootstrap/hand-over.mjs";
import { hasPackages } from "./bootstrap/packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

if (hasPackages(root)) {
  const [source, ...args] = process.argv.slice(2);
  process.exitCode = await handOver(root, [resolve(root, source), ...args]);
} else {
  process.stderr.write(
    "The packages are not installed yet: `npm start` installs them and starts everything, `npm ci` installs only.\n",
  );
  process.exitCode = 1;
}
