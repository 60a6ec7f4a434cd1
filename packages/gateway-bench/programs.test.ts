import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

// In a fresh clone nothing is built yet, neither programs nor descriptors.
test.each(["run.ts", "soak.ts"])("%s says what it does before anything is built", (program) => {
  const path = fileURLToPath(new URL(program, import.meta.url));
  expect(execFileSync(process.execPath, [path, "--help"], { encoding: "utf8" })).toContain(`gateway-bench/${program}`);
});
