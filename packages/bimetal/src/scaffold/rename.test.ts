import { expect, test } from "vitest";
import { renamer } from "./rename.ts";

const rename = renamer([
  { from: "prime-tally", to: "order-book" },
  { from: "prime-sieve", to: "search" },
]);

test.each([
  ["services/prime-tally/main.go", "services/order-book/main.go"],
  ["prime_tally.v1.PrimeTallyService", "order_book.v1.OrderBookService"],
  ["primetallyv1 and primeTally", "orderbookv1 and orderBook"],
  ["PRIME_SIEVE_ADDRESS", "SEARCH_ADDRESS"],
  ["PrimeSieve: primeSieve, primesieve.Dial", "Search: search, search.Dial"],
  ["counts primes, prime by prime", "counts primes, prime by prime"],
])("%s", (before, after) => {
  expect(rename(before)).toBe(after);
});

test("what was renamed is not renamed again", () => {
  const swap = renamer([
    { from: "prime-tally", to: "prime-sieve" },
    { from: "prime-sieve", to: "prime-tally" },
  ]);
  expect(swap("prime-tally prime-sieve")).toBe("prime-sieve prime-tally");
});
