import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { workspace } from "../testing/workspace.ts";
import { planFile, readPlan, requestText } from "./plan.ts";

const contender = (name: string, language = "go") => ({
  name,
  language,
  program: "bin/it",
  build: { directory: ".", command: ["make"], edit: "it.go" },
});

const engine = () => ({
  unit: "number",
  unitsPerCount: 1,
  call: { method: "match.v1.MatchService/Match", request: { count: "{count}" } },
  same: ["sum"],
  oneThread: { THREADS: "1" },
  small: 1,
  heavy: 100,
  shard: 10,
  rates: [100],
  contenders: [contender("ours", "rust"), contender("theirs")] as object[],
});

/** What reading this plan says. */
function problems(plan: unknown): string {
  using place = workspace();
  const file = join(place.root, planFile);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof plan === "string" ? plan : JSON.stringify(plan));
  try {
    readPlan(place.root);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

test("a plan of an engine alone, or of both, can be used", () => {
  const service = {
    setup: [{ method: "orders.v1.OrderService/Create", keep: { name: "order.name" } }],
    get: { method: "orders.v1.OrderService/Get", request: { name: "{name}" } },
    rate: 100,
    contenders: [contender("orders")],
  };
  expect(problems({ engine: engine() })).toBe("");
  expect(problems({ engine: engine(), service })).toBe("");
});

test("a workspace without one is told where it belongs", () => {
  using place = workspace();
  expect(() => readPlan(place.root)).toThrow(`there is no ${planFile}`);
});

test("everything that is wrong is named at once, with its place", () => {
  const wrong = { ...engine(), rates: [], shards: 3, call: { method: "Match" } };
  const said = problems({ engine: wrong });
  expect(said).toContain("/engine/rates: ");
  expect(said).toContain('/engine/shards: there is no such field. Did you mean "shard"?');
  expect(said).toContain('/engine/call/method: must look like "orders.v1.OrderService/GetOrder", not "Match"');
});

test.each([
  ["nothing to measure", {}, "nothing to measure"],
  ["no JSON", "{", "not JSON"],
  [
    "a language that is not compared",
    { engine: { ...engine(), contenders: [contender("x", "zig")] } },
    "one of go, rust",
  ],
  ["a name twice", { engine: { ...engine(), contenders: [contender("x"), contender("x")] } }, "has that name already"],
  [
    "a tier that nobody asks for",
    { engine: { ...engine(), contenders: [{ ...contender("x"), tier: "a" }] } },
    "nothing says it",
  ],
  [
    "a tier that is no expression",
    {
      engine: {
        ...engine(),
        identify: { method: "match.v1.MatchService/Describe", field: "tier" },
        contenders: [{ ...contender("x"), tier: "(" }],
      },
    },
    "/engine/contenders/0/tier: is no regular expression",
  ],
  [
    "a place that nothing fills",
    { engine: { ...engine(), call: { method: "match.v1.MatchService/Match", request: { a: "{counts}" } } } },
    "there is no {counts}, only {count}",
  ],
  [
    "a name that no call keeps",
    {
      service: {
        get: { method: "o.v1.O/Get", request: { name: "{name}" } },
        rate: 1,
        contenders: [contender("orders")],
      },
    },
    "no call of setup keeps {name}",
  ],
])("%s is refused", (_, plan, message) => {
  expect(problems(plan)).toContain(message);
});

test("values take the places of whole strings alone", () => {
  const call = { method: "a.B/C", request: { count: "{count}", text: "no {count} here", other: "{other}" } };
  expect(JSON.parse(requestText(call, { count: '4"' }))).toEqual({
    count: '4"',
    text: "no {count} here",
    other: "{other}",
  });
});
