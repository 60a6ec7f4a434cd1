import { expect, test } from "vitest";
import { cacheFields } from "./cache.ts";

const vary = "accept-encoding, authorization, x-api-key";

test.each([
  [{ maxAgeSeconds: 0, shared: false }, true, "private, no-cache"],
  [{ maxAgeSeconds: 60, shared: false }, true, "private, max-age=60"],
  [{ maxAgeSeconds: 60, shared: true }, true, "public, max-age=60"],
  [{ maxAgeSeconds: 0, shared: true }, true, "public, no-cache"],
  [{ maxAgeSeconds: 60, shared: true }, false, "private, max-age=60"],
])("%j of a method that is open (%s) is %s", (policy, isOpen, control) => {
  expect(cacheFields({ ...policy, vary: [] }, isOpen)).toEqual(["cache-control", control, "vary", vary]);
});

test("an answer varies by what the policy says besides, each field named once", () => {
  const policy = { maxAgeSeconds: 0, shared: false, vary: ["x-tenant", "authorization"] };
  expect(cacheFields(policy, true).at(-1)).toBe(`${vary}, x-tenant`);
});
