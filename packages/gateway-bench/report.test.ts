import { expect, test } from "vitest";
import { goalTable, tableOf } from "./report.ts";
import { type Scenario, scenarios } from "./scenarios.ts";

test("a table has medians, ratios, each round and its note, and why a peer could not be measured", () => {
  const text = tableOf({
    scenario: scenarios.find(({ name }) => name === "p99") as Scenario,
    rows: [
      { subject: "gateway", rounds: [{ value: 4.5 }, { value: 5, note: "2 failed" }, { value: 6 }] },
      { subject: "grpc-gateway", rounds: [{ value: 10 }, { value: 10 }, { value: 10 }] },
      { subject: "connect-node", rounds: [{ value: 1 }], failure: "it broke" },
    ],
  });
  expect(text.replace(/ +/g, " ").split("\n").slice(2)).toEqual([
    "| peer | ms | / grpc-gateway | / connect-node | rounds |",
    "| --- | --- | --- | --- | --- |",
    "| gateway | 5.000 | 0.50 | | 4.500, 5.000 (2 failed), 6.000 |",
    "| grpc-gateway | 10.000 | 1.00 | | 10.000, 10.000, 10.000 |",
    "| connect-node | failed | | | it broke |",
  ]);
});

test("a goal that was not measured is neither met nor missed", () => {
  const text = goalTable([{ what: "a", wanted: "at least 2.00", measured: undefined, met: undefined }]);
  expect(text.split("\n").at(-1)?.replace(/ +/g, " ")).toBe("| a | at least 2.00 | not measured | |");
});
