import { create } from "@bufbuild/protobuf";
import { RunSchema } from "@workspace/proto/prime_tally/v1/prime_tally_service_pb";
import { expect, test } from "vitest";
import { readArguments, UsageError } from "./arguments.ts";
import { describe } from "./progress.ts";
import { publishedCount } from "./published.ts";

test("arguments are read, and what is wrong with them is named", () => {
  expect(readArguments([], {})).toMatchObject({ limit: 10n ** 9n, url: "http://localhost:8080", json: false });
  expect(readArguments(["--limit", "1_000", "--url", "http://there:1/"], {})).toMatchObject({
    limit: 1000n,
    url: "http://there:1",
  });
  expect(readArguments([], { GATEWAY_URL: "http://other" })).toMatchObject({ url: "http://other" });
  expect(readArguments(["--help"], {})).toBeUndefined();
  for (const wrong of [["--limit", "many"], ["--limit", "1000000000000"], ["--url", "there"], ["--fly"]]) {
    expect(() => readArguments(wrong, {}), wrong.join(" ")).toThrow(UsageError);
  }
});

test("only powers of ten have a published count", () => {
  expect(publishedCount(10n ** 9n)).toBe(50_847_534n);
  expect(publishedCount(11n)).toBeUndefined();
});

test("progress says how much is done and what has been found", () => {
  const run = create(RunSchema, { range: { begin: 0n, end: 1000n }, numbersDone: 500n, primes: 95n });
  expect(describe(run)).toBe("████████████░░░░░░░░░░░░   50 %  500 numbers  95 primes");
});
