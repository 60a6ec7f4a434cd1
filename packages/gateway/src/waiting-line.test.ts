import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWaitingLine } from "./waiting-line.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A line of 1,000 ms, and the names of those who were late. */
function setup() {
  const late: string[] = [];
  const line = createWaitingLine(1_000);
  return { line, late, join: (name: string) => line.join(() => late.push(name)) };
}

test("who waits is told when the time is over, and not before", () => {
  const { late, join } = setup();
  join("one");
  vi.advanceTimersByTime(600);
  join("two");
  vi.advanceTimersByTime(399);
  expect(late).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(late).toEqual(["one"]);
  vi.advanceTimersByTime(599);
  expect(late).toEqual(["one"]);
  vi.advanceTimersByTime(1);
  expect(late).toEqual(["one", "two"]);
});

test("who has left is not told, wherever in the line it was", () => {
  const { line, late, join } = setup();
  const waiting = ["a", "b", "c", "d", "e"].map(join);
  for (const i of [0, 2, 4, 2]) line.leave(waiting[i] as (typeof waiting)[number]);
  vi.advanceTimersByTime(10_000);
  expect(late).toEqual(["b", "d"]);
  for (const one of waiting) line.leave(one);
  join("f");
  vi.advanceTimersByTime(1_000);
  expect(late).toEqual(["b", "d", "f"]);
});

test("one timer runs for all, and none when nobody waits", () => {
  const { line, join } = setup();
  const waiting = ["a", "b", "c"].map(join);
  expect(vi.getTimerCount()).toBe(1);
  for (const one of waiting) line.leave(one);
  vi.advanceTimersByTime(1_000);
  expect(vi.getTimerCount()).toBe(0);
});

test("who is told may have others leave, or join anew", () => {
  const { line, late, join } = setup();
  line.join(() => {
    line.leave(other);
    join("new");
  });
  const other = join("other");
  vi.advanceTimersByTime(1_000);
  expect(late).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(late).toEqual(["new"]);
});
