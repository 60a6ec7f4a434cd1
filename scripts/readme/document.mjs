import { readFileSync } from "node:fs";

/** The workspace's folder, with a slash at its end. */
export const root = new URL("../../", import.meta.url);

const readme = readFileSync(new URL("README.md", root), "utf8");

/** The lines of every shell block, block after block. */
export const shellBlocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) =>
  block.split("\n").filter((line) => line !== ""),
);

/** What stands between two markers of a name, without the fence around it. */
export function marked(name) {
  const found = new RegExp(`<!-- ${name}:begin -->\\n([\\s\\S]*?)<!-- ${name}:end -->`).exec(readme);
  if (found === null) throw new Error(`README.md has no part marked ${name}`);
  return found[1].replaceAll(/^```\w*\n/gm, "").trim();
}

/** The first cells of the table under a heading, without the quotes of code. */
export function firstColumn(heading) {
  const section = readme.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0];
  if (section === undefined) throw new Error(`README.md has no heading ${heading}`);
  const rows = section.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| ---"));
  return rows.slice(1).map((row) => row.split("|")[1].replaceAll("`", "").trim());
}

/** Where its links to files lead, relative to the workspace. */
export const fileLinks = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target);
