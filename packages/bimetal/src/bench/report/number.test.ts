import { expect, test } from "vitest";
import { roundNumber, shown } from "./number.ts";

test.each([
  [0, "0"],
  [0.01234, "0.012"],
  [1.234, "1.23"],
  [12.34, "12.3"],
  [123.4, "123"],
  [12_345, "12,345"],
  [12_345_678, "12.3 M"],
  [3_600_000_000, "3.60 G"],
  [Number.NaN, "-"],
])("%d is shown as %s", (value, text) => {
  expect(shown(value)).toBe(text);
});

test.each([
  [0.1, "0.1"],
  [1, "1"],
  [10, "10"],
  [10_000, "10,000"],
  [1_000_000, "1 M"],
  [1_500_000, "1.5 M"],
  [20_000_000, "20 M"],
  [100_000_000, "100 M"],
])("%d on an axis is %s", (value, text) => {
  expect(roundNumber(value)).toBe(text);
});
