import { expect, test } from "vitest";
import { readManifest } from "../manifest/read.ts";
import { shop, workspace } from "../testing/workspace.ts";
import { processEntries } from "./processes.ts";

test("the program of a member is named by its folder, whatever the component is called and written in", () => {
  const manifest = shop();
  const engine = manifest.components.find(({ kind }) => kind === "engine");
  Object.assign(engine ?? {}, { path: "services/stock-match-go", language: "go" });
  using place = workspace(manifest);
  const entries = processEntries(readManifest(place.root));
  expect(Object.fromEntries(entries.map(({ name, run }) => [name, run]))).toEqual({
    postgres: undefined,
    "stock-match": ["services/stock-match-go/bin/stock-match-go"],
    orders: ["services/orders/bin/orders"],
    edge: ["node", "packages/edge/dist/main.js"],
  });
  const replaced = entries.find(({ name }) => name === "stock-match");
  expect(replaced?.env).toEqual({ GOMEMLIMIT: `${Math.floor(128 * 2 ** 20 * 0.9)}B` });
});
