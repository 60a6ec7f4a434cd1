import { expect, test } from "vitest";
import { breakEvens } from "./break-even.ts";

// A hop of 100 µs, work of 2 ns a unit in Rust and 12 ns in Go: it pays from 10,000 units on, which take Go 120 µs.
const rust = { contender: "rust", rounds: [{ hop: 100, perUnit: 2 }], notes: [] };
const go = (perUnit: number) => ({ contender: "go", rounds: [{ hop: 80, perUnit }], notes: [] });

test("the hop pays from the work on that both ways take as long for", () => {
  const [pair] = breakEvens(["rust", "go"], [rust, go(12)], "rust");
  const [round] = pair?.rounds ?? [];
  expect(round?.breakEven[0]).toBeCloseTo(120, 9);
  expect(round?.goMicros(10_000)).toBeCloseTo(120, 9);
  expect(round?.gain(10_000)[0]).toBeCloseTo(1, 9);
  expect(round?.gain(1e9)[0]).toBeCloseTo(6, 3);
});

test("the hop never pays to what is no faster", () => {
  const [pair] = breakEvens(["rust", "go"], [rust, go(2)], "rust");
  expect(pair?.rounds[0]?.breakEven).toEqual([]);
});

test("a contender that was not measured has no break-even", () => {
  expect(breakEvens(["rust", "go"], [rust, { contender: "go", rounds: [], notes: [] }], "rust")).toEqual([]);
});
