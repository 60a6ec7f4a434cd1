import { ensurePackages } from "./packages.mjs";
import { describeMissing, missingTools, wantedVersions } from "./tools.mjs";

/** For people; what a program wrote comes on standard output. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** Leaves with exit code 2 where a tool is missing, with 1 where packages cannot be installed; otherwise all is there. */
export function prepare(root) {
  const missing = missingTools(wantedVersions(root));
  if (missing.length > 0) {
    process.stderr.write(describeMissing(missing));
    process.exit(2);
  }
  const failure = ensurePackages(root, say);
  if (failure !== undefined) {
    say(failure);
    process.exit(1);
  }
}
