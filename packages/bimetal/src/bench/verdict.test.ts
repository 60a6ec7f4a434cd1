import { expect, test } from "vitest";
import { judge } from "./verdict.ts";

const above = { side: "above", threshold: 1 } as const;
const below = { side: "below", threshold: 1 } as const;

test("a claim is supported where all rounds lie on its side", () => {
  expect(judge([1.5, 1.6, 1.4], above, 0.1)).toMatchObject({ verdict: "supported", median: 1.5, low: 1.4, high: 1.6 });
  expect(judge([0.5, 0.6, 0.4], below, 0.1).verdict).toBe("supported");
});

test("a claim is not supported where all rounds lie on the other side", () => {
  expect(judge([0.5, 0.6, 0.4], above, 0.1).verdict).toBe("not supported");
  expect(judge([1.5, 1.6, 1.4], below, 0.1).verdict).toBe("not supported");
});

test("rounds on both sides are too close, however quiet the machine is", () => {
  const judged = judge([0.99, 1.5, 1.6], above, 0);
  expect(judged).toMatchObject({ verdict: "too close", because: "the rounds lie on both sides" });
});

test("what a noisy machine could have made is too close, and the noise is named", () => {
  const values = [1.15, 1.2, 1.25];
  expect(judge(values, above, 0.1).verdict).toBe("supported");
  expect(judge(values, above, 0.2)).toMatchObject({ verdict: "too close", because: "the machine is too noisy" });
  expect(judge([0.85, 0.9, 0.8], above, 0.2)).toMatchObject({
    verdict: "too close",
    because: "the machine is too noisy",
  });
});

test("one round is never enough", () => {
  expect(judge([10], above, 0)).toMatchObject({ verdict: "too close", confidence: 0 });
});

test("a single straggler among many rounds decides nothing", () => {
  expect(judge([0.9, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.6], above, 0.05).verdict).toBe("supported");
});
