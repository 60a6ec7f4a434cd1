import { expect, test } from "vitest";
import { createLru } from "./lru.ts";

test("the entry that was not used for longest goes first", () => {
  const lru = createLru<number>(2);
  lru.set("a", 1);
  lru.set("b", 2);
  expect(lru.get("a")).toBe(1);
  lru.set("c", 3);
  expect([lru.get("a"), lru.get("b"), lru.get("c"), lru.size]).toEqual([1, undefined, 3, 2]);
});

test("an entry that is set again is used, and takes no second place", () => {
  const lru = createLru<number>(2);
  lru.set("a", 1);
  lru.set("b", 2);
  lru.set("a", 10);
  lru.set("c", 3);
  expect([lru.get("a"), lru.get("b"), lru.size]).toEqual([10, undefined, 2]);
});

test("what is deleted is gone", () => {
  const lru = createLru<number>(2);
  lru.set("a", 1);
  lru.set("b", 2);
  lru.delete("a");
  expect([lru.get("a"), lru.size]).toEqual([undefined, 1]);
  lru.clear();
  expect(lru.size).toBe(0);
});
