import { expect, test } from "vitest";
import { noiseOf, warningOf } from "./noise.ts";

const loop = (hertz: number, busy = 1) => ({ hertz, seconds: 0.2, cpuSeconds: 0.2 * busy });

test("a steady machine has no noise and no warning", () => {
  const noise = noiseOf([loop(3e9), loop(3.03e9), loop(2.97e9)]);
  expect(noise.hertz).toBe(3e9);
  expect(noise.deviation).toBeCloseTo(0.01, 6);
  expect(warningOf(noise)).toBeUndefined();
});

test("a clock that moves is noise", () => {
  const noise = noiseOf([loop(3e9), loop(3e9), loop(2.4e9)]);
  expect(noise.deviation).toBeCloseTo(0.2, 6);
  expect(warningOf(noise)).toContain("its speed strays by 20 %");
});

test("a core that others have is noise, though the clock stands still", () => {
  const noise = noiseOf([loop(3e9, 0.8), loop(3e9, 0.8), loop(3e9, 0.8)]);
  expect(noise.deviation).toBe(0);
  expect(noise.waiting).toBeCloseTo(0.2, 6);
  expect(warningOf(noise)).toContain("waited for a core for 20 %");
});

test("one straggler among many is none", () => {
  const noise = noiseOf([...Array.from({ length: 9 }, () => loop(3e9)), loop(1e9)]);
  expect(noise.deviation).toBe(0);
});
