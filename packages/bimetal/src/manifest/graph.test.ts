import { expect, test } from "vitest";
import { findCycle, startOrder } from "./graph.ts";
import type { Component, Manifest } from "./model.ts";

const manifest = (names: string, ...calls: string[]): Manifest => ({
  name: "graph",
  components: [...names].map(
    (name, index): Component => ({ name, kind: "service", path: name, port: index + 1, replicas: 1, memory: "1m" }),
  ),
  edges: calls.map(([from = "", to = ""]) => ({ from, to })),
});
const order = (...of: Parameters<typeof manifest>) =>
  startOrder(manifest(...of))
    .map(({ name }) => name)
    .join("");

test("a component comes after all that it calls", () => {
  expect(order("abcd", "ab", "ac", "bd", "cd")).toBe("dbca");
});

test("where the edges leave a choice, the manifest's order decides", () => {
  expect(order("cab")).toBe("cab");
});

test("a circle is named, the components outside it are not", () => {
  expect(findCycle(manifest("abcd", "ab", "bc", "cd", "db").edges)).toEqual(["b", "c", "d", "b"]);
  expect(findCycle(manifest("a", "aa").edges)).toEqual(["a", "a"]);
  expect(findCycle(manifest("abcd", "ab", "ac", "bd", "cd").edges)).toBeUndefined();
});
