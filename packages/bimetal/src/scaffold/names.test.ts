import { expect, test } from "vitest";
import { casings, nameProblem } from "./names.ts";

test("a name is written in every casing", () => {
  expect(casings("order-book")).toEqual({
    kebab: "order-book",
    snake: "order_book",
    pascal: "OrderBook",
    camel: "orderBook",
    screaming: "ORDER_BOOK",
    flat: "orderbook",
  });
});

test.each(["ab", "catalog", "order-book", "s3-sync", "a1", "in-out", "to-do-list", "a".repeat(40)])(
  "%s is a name",
  (name) => {
    expect(nameProblem(name)).toBeUndefined();
  },
);

test.each([
  ["", /empty/, "my-app"],
  ["Shop", /capitals/, "shop"],
  ["orderBook", /capitals/, "order-book"],
  ["order_book", /"_"/, "order-book"],
  ["2fast", /digit/, "fast"],
  ["order-2x", /part that begins with a digit/, undefined],
  ["a-b", /one character/, undefined],
  ["-shop", /joined by one/, "shop"],
  ["shop-", /joined by one/, "shop"],
  ["order--book", /joined by one/, "order-book"],
  ["ordér", /ASCII/, "order"],
  ["shop two", /letters, digits/, "shop-two"],
  ["..", /letters, digits/, "my-app"],
  ["/tmp/shop", /letters, digits/, "tmp-shop"],
  ["@scope/shop", /letters, digits/, "scope-shop"],
  ["a".repeat(64), /64 characters/, "a".repeat(36)],
  ["a".repeat(41), /40 is the most/, "a".repeat(36)],
  ["select", /keyword of Go/, "select-app"],
  ["type", /keyword of Go/, "type-app"],
  ["import", /keyword of Go/, "import-app"],
  ["package", /keyword of Go/, "package-app"],
  ["im-port", /keyword of Go/, "im-port-app"],
  ["async", /keyword of Rust/, "async-app"],
  ["crate", /keyword of Rust/, "crate-app"],
  ["self", /keyword of Rust/, "self-app"],
  ["class", /keyword of TypeScript/, "class-app"],
  ["message", /keyword of proto/, "message-app"],
  ["string", /declared by Go/, "string-app"],
  ["con", /Windows/, "con-app"],
  ["nul", /Windows/, "nul-app"],
  ["aux", /Windows/, "aux-app"],
  ["kit-go", /every workspace/, "kit-go-app"],
  ["gateway", /every workspace/, "gateway-app"],
  ["server", /Go package/, "server-app"],
])("%s is no name", (name, reason, proposal) => {
  const problem = nameProblem(name);
  expect(problem?.reason).toMatch(reason);
  if (proposal !== undefined) expect(problem?.proposal).toBe(proposal);
  if (problem?.proposal !== undefined) expect(nameProblem(problem.proposal)).toBeUndefined();
});

test("names that meet another are refused", () => {
  expect(nameProblem("shop", ["shop"])?.reason).toBe("is taken");
  expect(nameProblem("order-book", ["orderbook"])?.reason).toMatch(/same as orderbook/);
  expect(nameProblem("orderbook", ["order-book"])?.proposal).toBe("orderbook-app");
});
