import { expect, test } from "vitest";
import { until } from "./until.ts";

test("looks until something is found", async () => {
  let looks = 0;
  expect(await until("the third look", () => (++looks === 3 ? looks : undefined), { everyMs: 1 })).toBe(3);
});

test("says what it waited for, with the last error as the cause", async () => {
  const cause = new Error("refused");
  const waiting = until("an answer", () => Promise.reject(cause), { withinMs: 5, everyMs: 1 });
  await expect(waiting).rejects.toMatchObject({ message: "waited 5 ms for an answer", cause });
});
