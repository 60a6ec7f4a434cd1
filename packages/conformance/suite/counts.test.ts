import { expect, test } from "vitest";
import { countLine, nothingCounted } from "./counts.ts";

const countsOf = (...lines: readonly string[]) => lines.reduce(countLine, nothingCounted);

test("the suite's last lines are what it came to", () => {
  expect(
    countsOf(
      "Running 5554 tests with reference client...",
      "5550 passed, 3 failed",
      "(Another 1 failed as expected due to being known failures/flakes.)",
    ),
  ).toEqual({ passed: 5550, failed: 3, knownToFail: 1 });
});

test("a suite that did not come to its end has passed nothing", () => {
  expect(countsOf("PASSED: Basic/unary", "12 passed, 0 failed so far")).toEqual(nothingCounted);
});
