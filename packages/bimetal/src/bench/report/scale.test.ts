import { expect, test } from "vitest";
import { linearScale, logScale } from "./scale.ts";

test("a linear axis begins at 0 and ends at or above the most", () => {
  const { ticks, at } = linearScale([3, 41]);
  expect(ticks).toEqual([0, 20, 40, 60]);
  expect([0, 30, 60].map(at)).toEqual([0, 0.5, 1]);
});

test("an axis of nothing, or of zeros, is still one", () => {
  for (const values of [[], [0], [Number.NaN]]) {
    expect(linearScale(values).ticks.length).toBeGreaterThan(1);
    expect(logScale(values).ticks.length).toBeGreaterThan(1);
  }
});

test("a logarithmic axis has powers of ten, and steps between where there are few", () => {
  expect(logScale([3, 4000]).ticks.map((tick) => Math.round(tick))).toEqual([1, 10, 100, 1000, 10_000]);
  expect(logScale([3, 40]).ticks.map((tick) => Math.round(tick))).toEqual([2, 5, 10, 20, 50]);
  expect(logScale([10, 1000]).at(100)).toBeCloseTo(0.5, 9);
});
