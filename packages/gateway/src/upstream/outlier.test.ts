import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createOutlier, mayEjectOneOf } from "./outlier.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setup(mayEject = true) {
  const onChange = vi.fn();
  const outlier = createOutlier(() => mayEject, onChange);
  return { outlier, onChange, fail: (times: number) => Array.from({ length: times }, () => outlier.failed()) };
}

test("five failures in a row eject an address for five seconds", () => {
  const { outlier, onChange, fail } = setup();
  fail(4);
  expect(outlier.ejected).toBe(false);
  fail(1);
  expect(outlier.ejected).toBe(true);
  vi.advanceTimersByTime(4_999);
  expect(outlier.ejected).toBe(true);
  vi.advanceTimersByTime(1);
  expect(outlier.ejected).toBe(false);
  expect(onChange).toHaveBeenCalledTimes(2);
});

test("a success in between is a new beginning", () => {
  const { outlier, fail } = setup();
  fail(4);
  outlier.succeeded();
  fail(4);
  expect(outlier.ejected).toBe(false);
});

test("an address that fails again when it is back stays away for longer, up to a minute", () => {
  const { outlier, fail } = setup();
  for (const seconds of [5, 10, 20, 40, 60, 60]) {
    fail(5);
    vi.advanceTimersByTime(seconds * 1_000 - 1);
    expect(outlier.ejected).toBe(true);
    vi.advanceTimersByTime(1);
    expect(outlier.ejected).toBe(false);
  }
});

test("an address that was well for as long as it was away starts anew", () => {
  const { outlier, fail } = setup();
  fail(5);
  vi.advanceTimersByTime(5_000);
  fail(5);
  vi.advanceTimersByTime(10_000 + 10_001);
  fail(5);
  vi.advanceTimersByTime(5_000);
  expect(outlier.ejected).toBe(false);
});

test("an address is not ejected where too many are", () => {
  const { outlier, fail, onChange } = setup(false);
  fail(20);
  expect(outlier.ejected).toBe(false);
  expect(onChange).not.toHaveBeenCalled();
});

test.each([
  [1, 0, false],
  [2, 0, true],
  [2, 1, false],
  [5, 1, true],
  [5, 2, false],
])("of %i addresses, %i of them ejected, one more may be: %s", (count, ejected, expected) => {
  expect(mayEjectOneOf(Array.from({ length: count }, (_, i) => ({ ejected: i < ejected })))).toBe(expected);
});
