import { expect, test } from "vitest";
import { isIgnored } from "./watch.ts";

test.each([
  ["services/orders/main.go", false],
  ["services/worker/src/lib.rs", false],
  ["packages/edge/src/main.ts", false],
  ["services/worker/Cargo.toml", false],
  ["services/worker/target/debug/worker", true],
  ["services/orders/bin/orders", true],
  ["packages/edge/dist/main.js", true],
  ["packages/edge/node_modules/x/index.js", true],
  ["services/orders/main_test.go", true],
  ["packages/edge/src/main.test.ts", true],
  ["packages/edge/README.md", true],
  ["services/orders/.main.go.swp", true],
])("%s: ignored %s", (path, ignored) => {
  expect(isIgnored(path)).toBe(ignored);
});
