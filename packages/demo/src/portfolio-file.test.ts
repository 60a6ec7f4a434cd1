import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { locateInFile, type PortfolioFile, readPortfolio, SAMPLE_FILE } from "./portfolio-file.ts";

const directory = mkdtempSync(join(tmpdir(), "demo-"));
async function readText(text: string) {
  const file = join(directory, "portfolio.json");
  writeFileSync(file, text);
  return readPortfolio(file);
}

test("the sample is a portfolio", async () => {
  const read = (await readPortfolio(SAMPLE_FILE)) as PortfolioFile;
  expect(read.kind).toBe("read");
  expect(read.portfolio.positions.length).toBeGreaterThan(5);
});

test("a file that is not there is named", async () => {
  expect(await readPortfolio("/none.json")).toMatchObject({
    kind: "input",
    message: expect.stringContaining("/none.json"),
  });
});

test("what is no JSON is said to be none", async () => {
  expect(await readText("{")).toMatchObject({ kind: "input", message: expect.stringContaining("is not JSON") });
});

test("every mistake is reported, each with its place", async () => {
  const mistakes = { colour: "red", rate: "high", underlyings: [{ id: "A", volatilty: 0.2 }], positions: {} };
  const failure = await readText(JSON.stringify(mistakes));
  expect(failure).toMatchObject({
    kind: "input",
    fields: [
      { path: "colour", message: "there is no such field" },
      { path: "rate" },
      { path: "underlyings[0].volatilty", hint: "did you mean volatility?" },
      { path: "positions", message: "must be a list, is a object" },
    ],
  });
});

test("what the service refuses is shown as the file says it", async () => {
  const read = (await readText('{"underlyings": [{"id": "A", "dividendYield": 9}]}')) as PortfolioFile;
  const refused = [{ path: "portfolio.underlyings[0].dividend_yield", message: "too much" }];
  expect(locateInFile(refused, read)).toEqual([
    { path: "underlyings[0].dividend_yield", message: "too much", hint: "the file says 9" },
  ]);
});
