// Every page's links lead somewhere, and so do the paths that it names.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { root } from "./document.mjs";

const pages = execFileSync("git", ["ls-files", "-z", "-co", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\0")
  .filter(Boolean);

/** Without what stands in fences. */
const textOf = (page) => readFileSync(new URL(page, root), "utf8").replaceAll(/^```[\s\S]*?^```$/gm, "");

/** Where a link of a page may lead: the starter's pages will lie in the root of a workspace. */
const placesOf = (page, path) =>
  (page.startsWith("packages/starter/workspace/") ? [page, "./"] : [page]).map(
    (from) => new URL(path, new URL(from, root)),
  );

/** As GitHub makes them of headings. */
const anchorsIn = (text) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );

for (const page of pages) {
  test(`${page}: links`, () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    for (const [link, path, anchor] of links) {
      const place = placesOf(page, path).find(existsSync);
      assert.ok(place, `${link} leads nowhere`);
      if (anchor !== undefined) {
        const there = path === "" ? textOf(page) : readFileSync(place, "utf8");
        assert.ok(anchorsIn(there).includes(anchor), `${link}: there is no such heading`);
      }
    }
  });

  test(`${page}: paths`, () => {
    // What is built is not there yet, and what is in angle brackets is not a name.
    const named = /`((?:docker|docs|packages|proto|scripts|services|tools)\/[^`\s<>*]+)`/g;
    for (const [, path] of textOf(page).matchAll(named)) {
      if (/\/(?:bin|dist)\//.test(path)) continue;
      assert.ok([...placesOf(page, path), new URL(path, root)].some(existsSync), `there is no ${path}`);
    }
  });
}
