import { expect, test } from "vitest";
import { fitLine, median, medianInterval } from "./statistics.ts";

test("the median is the middle, or the mean of the two in the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

// The confidences are 1 - 2 P(Binomial(n, 1/2) < k): https://oeis.org/A007318 has the coefficients.
test.each([
  { n: 1, low: 1, high: 1, confidence: 0 },
  { n: 3, low: 1, high: 3, confidence: 1 - 2 / 8 },
  { n: 5, low: 1, high: 5, confidence: 1 - 2 / 32 },
  { n: 6, low: 1, high: 6, confidence: 1 - 2 / 64 },
  { n: 9, low: 2, high: 8, confidence: 1 - (2 * (1 + 9)) / 512 },
  { n: 12, low: 3, high: 10, confidence: 1 - (2 * (1 + 12 + 66)) / 4096 },
])("of $n values the interval is that of the sign test", ({ n, low, high, confidence }) => {
  const values = Array.from({ length: n }, (_, i) => i + 1).reverse();
  const interval = medianInterval(values);
  expect(interval).toMatchObject({ median: (n + 1) / 2, low, high });
  expect(interval.confidence).toBeCloseTo(confidence, 12);
});

test("a line is found through points that lie on it, whatever their size", () => {
  const line = fitLine([1, 4, 16, 64, 1024].map((x) => [x, 0.2 + 3 * x] as const));
  expect(line.intercept).toBeCloseTo(0.2, 9);
  expect(line.slope).toBeCloseTo(3, 9);
});

test("relative errors count, so that the short times decide on the intercept", () => {
  const { intercept } = fitLine([
    [1, 1.1],
    [2, 2.1],
    [1000, 1100],
  ]);
  expect(intercept).toBeLessThan(0.2);
});
