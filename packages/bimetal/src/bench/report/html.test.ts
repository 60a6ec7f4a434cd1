import { expect, test } from "vitest";
import { exampleReport } from "../../testing/bench-report.ts";
import { htmlReport } from "./html.ts";

const page = htmlReport(exampleReport());

test("the page needs nothing besides", () => {
  expect(page).not.toMatch(/\b(https?:|src=|href=|url\(|@import|<script|<link)/);
});

test("the page is well formed, and texts cannot break it", () => {
  // What HTML closes by itself is not written, but for the void elements of the head.
  const voids = /^(meta|!doctype|line|rect|circle|path)$/;
  const open: string[] = [];
  for (const [, closing, name = "", attributes = ""] of page.matchAll(/<(\/?)([!\w]+)((?:[^>"]|"[^"]*")*)>/g)) {
    if (voids.test(name) || attributes.endsWith("/")) continue;
    if (closing === "") open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
  expect(page).toContain("<title>shop &lt;1&gt;: bench</title>");
  expect(page).toContain("One call after the other &amp; so on.");
});

test("it is readable in the dark and on paper", () => {
  expect(page).toContain("@media (prefers-color-scheme: dark)");
  expect(page).toContain("@media print");
});

test("what is supported and what was not measured are both in it, with the reason", () => {
  expect(page).toContain('<td class="supported">supported</td>');
  expect(page).toContain('<td class="not-measured">not measured</td>');
  expect(page).toContain("missing: there is no services/absent");
  expect(page).toContain("theirs: a note");
});

test("each chart is drawn within its frame", () => {
  const charts = [...page.matchAll(/<svg viewBox="0 0 (\d+) (\d+)"[\s\S]*?<\/svg>/g)];
  expect(charts).toHaveLength(2);
  for (const [svg, width, height] of charts) {
    for (const [, name, value] of svg.matchAll(/ (x1?|x2|y1?|y2|cx|cy)="(-?[\d.]+)"/g)) {
      expect(Number(value)).toBeGreaterThanOrEqual(0);
      expect(Number(value)).toBeLessThanOrEqual(Number(name?.includes("x") ? width : height));
    }
  }
});
